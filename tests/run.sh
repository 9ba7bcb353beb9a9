#!/usr/bin/env bash
# Builds everything and runs every test project, one after another. Ends with "N passed, N failed" over all.
#   bash tests/run.sh          the ordinary run (budget: 21 minutes in sum on 2 cores)
#   bash tests/run.sh long     the ordinary run plus soak, many kills, a million rows, benchmarks
#   bash tests/run.sh NAME…    only the projects whose name contains NAME
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDDISABLENODEREUSE=1
budget=1260
filters=("$@")
if [ "${1:-}" = long ]; then export WORKFLOWS_TESTS=long; filters=("${@:2}"); fi

bash tests/setup.sh
started=$SECONDS
if ! dotnet build Workflows.sln -v q -clp:NoSummary; then
  echo "The build failed."
  echo "0 passed, 1 failed"
  exit 1
fi
echo "build: $((SECONDS - started)) s"

passed=0; failed=0; skipped=0; spent=0; logs=tests/artifacts/logs
mkdir -p "$logs"
for project in tests/*/*.csproj; do
  name=$(basename "$project" .csproj)
  [ "$name" = Workflows.Benchmarks ] && continue
  if [ ${#filters[@]} -gt 0 ]; then
    match=no; for filter in "${filters[@]}"; do case "$name" in *"$filter"*) match=yes ;; esac; done
    [ $match = yes ] || continue
  fi
  begun=$SECONDS
  timeout 3600 dotnet test "$project" --no-build -v q --logger "console;verbosity=minimal" >"$logs/$name.log" 2>&1
  code=$?
  took=$((SECONDS - begun)); spent=$((spent + took))
  line=$(grep -E '(Passed|Failed|Skipped)! +- Failed:' "$logs/$name.log" | tail -1)
  count() { sed -nE "s/.*$1: +([0-9]+).*/\1/p" <<<"$line" | head -1; }
  p=$(count Passed); f=$(count Failed); s=$(count Skipped)
  if [ -z "$line" ]; then p=0; f=1; s=0; fi
  if [ $code -ne 0 ] && [ "${f:-0}" = 0 ]; then f=1; fi
  passed=$((passed + p)); failed=$((failed + f)); skipped=$((skipped + s))
  printf '%-34s %5s passed %4s failed %4s skipped %5s s\n' "$name" "$p" "$f" "$s" "$took"
  if [ "$f" != 0 ]; then grep -E '\[FAIL\]|Error Message|error ' -A 12 "$logs/$name.log" | head -150; fi
done

if [ -f designer/package.json ] && [ ${#filters[@]} -eq 0 ]; then
  begun=$SECONDS
  (cd designer && npx vitest run --reporter=json --outputFile=../"$logs"/designer.json >../"$logs"/designer.log 2>&1)
  if [ -f "$logs/designer.json" ]; then
    p=$(sed -nE 's/.*"numPassedTests":([0-9]+).*/\1/p' "$logs/designer.json" | head -1); f=$(sed -nE 's/.*"numFailedTests":([0-9]+).*/\1/p' "$logs/designer.json" | head -1)
  else p=0; f=1; tail -40 "$logs/designer.log"; fi
  took=$((SECONDS - begun)); spent=$((spent + took)); passed=$((passed + p)); failed=$((failed + f))
  printf '%-34s %5s passed %4s failed %4s skipped %5s s\n' designer "$p" "$f" 0 "$took"
fi

if [ "${WORKFLOWS_TESTS:-}" = long ]; then
  dotnet run -c Release --project tests/Workflows.Benchmarks -- --filter '*' | grep -E '^\|' || { echo "The benchmarks failed."; failed=$((failed + 1)); }
fi

echo "tests took $spent s of a budget of $budget s; $skipped skipped"
[ "${WORKFLOWS_TESTS:-}" = long ] || [ $spent -le $budget ] || echo "OVER BUDGET"
if [ $((passed + failed)) -eq 0 ]; then echo "No test ran."; failed=1; fi
echo "$passed passed, $failed failed"
[ $failed -eq 0 ]
