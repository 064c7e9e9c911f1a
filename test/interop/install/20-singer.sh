#!/usr/bin/env bash
# Singer's checker and targets, in as few environments as their demands allow.
set -euo pipefail
for name in singer pipelinewise sdk; do
  bash "$(dirname "$0")/../python-environment.sh" "$1" "$name"
done
