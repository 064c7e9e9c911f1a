#!/usr/bin/env bash
# PostgreSQL's programs. The tests make a cluster of their own; the package is kept from making one.
set -euo pipefail
compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null && exit 0

mkdir -p /etc/postgresql-common/createcluster.d
echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf
exec bash "$(dirname "$0")/../debian-packages.sh" postgresql
