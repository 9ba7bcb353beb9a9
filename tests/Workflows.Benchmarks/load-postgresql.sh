#!/usr/bin/env bash
# Runs the load program against a PostgreSQL server made for it: own files, socket and port, fsync on.
#   tests/Workflows.Benchmarks/load-postgresql.sh [steps|sizes|five|all] [COUNT]
set -euo pipefail
cd "$(dirname "$0")/../.."
bin=$(ls -d /usr/lib/postgresql/*/bin | sort | tail -1)
folder=$(mktemp -d); as=()
if [ "$(id -u)" = 0 ]; then chown postgres "$folder"; as=(setpriv --reuid postgres --regid postgres --clear-groups); fi
trap '(cd / && "${as[@]}" "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null); rm -rf "$folder"' EXIT
(cd / && "${as[@]}" "$bin/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C >/dev/null
"${as[@]}" "$bin/pg_ctl" -D "$folder/data" -w -l "$folder/log" -o "-p 5999 -k $folder -c listen_addresses= -c fsync=on -c shared_buffers=256MB -c max_wal_size=4GB" start >/dev/null)
dotnet run -c Release --no-build --project tests/Workflows.Benchmarks -- load "postgresql=Host=$folder;Port=5999;Username=postgres" "$@"
