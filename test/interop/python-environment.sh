#!/usr/bin/env bash
# python-environment.sh HOME NAME: makes HOME/NAME, a virtual environment with exactly what requirements/NAME.txt lists.
set -euo pipefail
home=$1 name=$2
requirements=$(dirname "$0")/requirements/$name.txt
cmp -s "$requirements" "$home/$name/installed.txt" && exit 0

if ! python3 -c 'import ensurepip, venv' 2>/dev/null; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends python3-venv
fi
rm -rf "${home:?}/$name"
python3 -m venv "$home/$name"
pip=("$home/$name/bin/python" -m pip install --disable-pip-version-check --no-deps)
# Old packages are sources only: they are built with these, not with the newest there are.
"${pip[@]}" setuptools==80.9.0 wheel==0.45.1
# The lists are complete, also where a package asks for an older version of another one than this Python can have.
"${pip[@]}" --no-build-isolation -r "$requirements"
cp "$requirements" "$home/$name/installed.txt"
