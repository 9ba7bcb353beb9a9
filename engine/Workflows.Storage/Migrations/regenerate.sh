#!/usr/bin/env bash
# Makes the one initial migration of every database anew from the model. Until the first release only; see README.md.
#   regenerate.sh           all of them
#   regenerate.sh Sqlite    only the named ones (Sqlite, PostgreSql, SqlServer: the cases'; Platform: the platform's, for all three)
set -euo pipefail
cd "$(dirname "$0")/../../.."
names=("$@"); [ ${#names[@]} -gt 0 ] || names=(Sqlite PostgreSql SqlServer Platform)
dotnet tool restore >/dev/null
storage=engine/Workflows.Storage; server=engine/Workflows.Server

# Out of the build while they are made anew: old migrations may not compile against a new model.
for name in "${names[@]}"; do
  case $name in
    Platform) rm -rf $server/Platform/Migrations ;;
    *) rm -rf "$storage/Migrations/$name" ;;
  esac
done
all=(); for name in "${names[@]}"; do if [ "$name" = Platform ]; then all+=(Platform/Sqlite Platform/PostgreSql Platform/SqlServer); else all+=("$name"); fi; done
build=$storage; for name in "${names[@]}"; do [ "$name" != Platform ] || build=$server; done
dotnet build $build -v q -clp:NoSummary

for name in "${all[@]}"; do
  case $name in
    Platform/*) project=$server; context=${name#Platform/}PlatformDb; folder=Platform/Migrations/${name#Platform/} ;;
    *) project=$storage; context=${name}WorkflowsContext; folder=Migrations/$name ;;
  esac
  dotnet tool run dotnet-ef migrations add Initial --no-build -p $project -s $project -c $context -o $folder >/dev/null
  # A fixed time, so that the names stay and a second run changes nothing.
  for file in "$project/$folder"/*_Initial*.cs; do
    stamp=$(basename "$file" | cut -d_ -f1)
    sed -i "s/${stamp}_Initial/20260101000000_Initial/" "$file"
    mv "$file" "${file/$stamp/20260101000000}"
  done
  echo "$name: $project/$folder"
done
