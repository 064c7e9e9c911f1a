#!/usr/bin/env bash
# debian-packages.sh PACKAGE...: installs them, as root on Debian. apt fails when two of it run at once, so they queue here.
# What a package starts must not hold the lock: -o keeps it from the commands.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive
exec flock -o "${TMPDIR:-/tmp}/tap-lms-debian-packages.lock" bash -c '
  apt-get update && apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "$@"
' bash "$@"
