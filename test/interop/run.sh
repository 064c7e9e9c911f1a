#!/usr/bin/env bash
# Runs the connector with the real tools of others: installs what they need (as root on Debian also its packages), then tests.
# INTEROP_HOME keeps what was installed for the next time. Arguments go to jest.
set -euo pipefail
cd "$(dirname "$0")/../.."

if [[ -z ${INTEROP_HOME:-} ]]; then
  INTEROP_HOME=$(mktemp -d)
  trap 'rm -rf "$INTEROP_HOME"' EXIT
fi
mkdir -p "$INTEROP_HOME/log"
INTEROP_HOME=$(realpath "$INTEROP_HOME")
export INTEROP_HOME
# Meltano installs by uv too, and finds there what was fetched for the environments.
export UV_CACHE_DIR=$INTEROP_HOME/uv-cache

# Long outputs are of interest only when something fails.
quietly() {
  local log=$INTEROP_HOME/log/${*//[^[:alnum:]]/-}
  "$@" >"$log" 2>&1 || { tail -40 "$log" >&2; echo "failed: $*" >&2; return 1; }
}

[[ -d node_modules ]] || quietly npm ci
[[ -d dist ]] || quietly npm run build
python3 -c 'import ensurepip, venv' 2>/dev/null || quietly bash test/debian-packages.sh python3-venv
quietly bash test/interop/postgres.sh & postgres=$!
quietly bash test/interop/environments.sh "$INTEROP_HOME" & environments=$!
status=0
for step in "$postgres" "$environments"; do wait "$step" || status=1; done
((status == 0)) || exit 1
echo "interop tests: all was installed in $SECONDS s"

NODE_OPTIONS=--experimental-vm-modules npx jest --config test/interop/jest.config.mjs "$@" || status=$?
exit "$status"
