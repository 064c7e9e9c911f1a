#!/usr/bin/env bash
set -euo pipefail
bash "$(dirname "$0")/../python-environment.sh" "$1" meltano
