#!/usr/bin/env bash
# Builds all images and tests them and deploy/, on a bare machine: with a docker engine if one answers, else (as root on
# Debian) with the stand-in for one in CONTAINER_STANDIN. With neither it says so and ends well. Arguments go to jest.
set -euo pipefail
cd "$(dirname "$0")/../.."
# Images, volumes and cron are the machine's, so of several runs one goes on and the others wait.
if [[ -z ${CONTAINER_TURN:-} ]] && command -v flock >/dev/null; then
  CONTAINER_TURN=1 exec flock -o "${TMPDIR:-/tmp}/tap-lms-container.lock" bash test/container/run.sh "$@"
fi
standin=${CONTAINER_STANDIN:-../shared/tools}

if docker info >/dev/null 2>&1; then
  CONTAINER_DOCKER=docker
elif [[ -x $standin/container-up && -x $standin/docker && $(id -u) == 0 ]]; then
  CONTAINER_DOCKER=$(realpath "$standin/docker")
else
  echo 'container tests: not run, since no docker engine answers here'
  exit 0
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# Long outputs are of interest only when something fails.
quietly() { "$@" >"$scratch/log" 2>&1 || { status=$?; tail -40 "$scratch/log" >&2; echo "failed: $*" >&2; exit "$status"; }; }

# catatonit holds a pod together; cron and python3-venv are for the recipes in deploy/.
missing=()
if [[ $CONTAINER_DOCKER != docker ]]; then
  quietly "$standin/container-up"
  command -v catatonit >/dev/null || missing+=(catatonit)
fi
if command -v apt-get >/dev/null && [[ $(id -u) == 0 ]]; then
  command -v cron >/dev/null || missing+=(cron)
  python3 -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
fi
if ((${#missing[@]})); then
  quietly bash test/debian-packages.sh "${missing[@]}"
fi
quietly python3 -m venv "$scratch/python"
quietly "$scratch/python/bin/pip" install --disable-pip-version-check podman-compose==1.6.0 kubernetes-validate==1.37.0

if [[ $CONTAINER_DOCKER == docker ]]; then
  CONTAINER_COMPOSE='docker compose'
else
  # What the stand-in tells podman by options, for the commands that take none.
  cat >"$scratch/containers.conf" <<'CONF'
[containers]
netns = "host"
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
CONF
  export STORAGE_DRIVER=vfs CONTAINERS_CONF=$scratch/containers.conf
  CONTAINER_COMPOSE=$scratch/python/bin/podman-compose
  CONTAINER_PODMAN=podman
fi
export CONTAINER_DOCKER CONTAINER_COMPOSE CONTAINER_PODMAN=${CONTAINER_PODMAN:-} CONTAINER_PYTHON=$scratch/python/bin

prepared=$SECONDS
[[ -d node_modules ]] || quietly npm ci
quietly npm run build
for vendor in '' learnupon 360learning learningbuilder workramp flowlu; do
  quietly "$CONTAINER_DOCKER" build --build-arg "VENDOR=$vendor" -t "tap-lms-test${vendor:+-$vendor}" .
done
echo "container tests: prepared in $prepared s, six images built in $((SECONDS - prepared)) s"

status=0
NODE_OPTIONS=--experimental-vm-modules npx jest --config test/container/jest.config.mjs "$@" || status=$?
exit "$status"
