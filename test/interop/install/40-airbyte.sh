#!/usr/bin/env bash
# PyAirbyte, with the classes of airbyte-protocol-models. Of its many packages few modules are used, so none is compiled ahead.
set -euo pipefail
PIP_COMPILE=no bash "$(dirname "$0")/../python-environment.sh" "$1" airbyte
