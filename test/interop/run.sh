#!/usr/bin/env bash
# Runs the connector with the real tools of others: installs what they need (as root on Debian also its packages), then tests.
# INTEROP_HOME keeps what was installed for the next time. Arguments go to jest.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ -z ${INTEROP_HOME:-} ]]; then
  INTEROP_HOME=$(mktemp -d)
  trap 'rm -rf "$INTEROP_HOME"' EXIT
fi
mkdir -p "$INTEROP_HOME"
INTEROP_HOME=$(realpath "$INTEROP_HOME")
export INTEROP_HOME

# Long outputs are of interest only when something fails.
quietly() {
  "$@" >"$INTEROP_HOME/log" 2>&1 || { status=$?; tail -40 "$INTEROP_HOME/log" >&2; echo "failed: $*" >&2; exit "$status"; }
}

[[ -d node_modules ]] || quietly npm ci
[[ -d dist ]] || quietly npm run build
for step in test/interop/install/*.sh; do
  quietly bash "$step" "$INTEROP_HOME"
done
echo "interop tests: all was installed in $SECONDS s"

status=0
NODE_OPTIONS=--experimental-vm-modules npx jest --config test/interop/jest.config.mjs "$@" || status=$?
exit "$status"
