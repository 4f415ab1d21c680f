#!/usr/bin/env bash
# Installs what is missing, builds the solution once and runs every test project (or those whose names are given).
# The last line is "N passed, N failed"; the exit code is 0 only if none failed. Results (trx) are in TestResults.
. "$(dirname "$0")/common.sh"

choose_engine
need_dotnet
need_stores
need_chromium
need_coturn

build LearningPlatform.sln

# Containers and data go with the run.
export LEARNING_DATA=temporary
results=$PWD/TestResults
rm -rf "$results"
passed=0 failed=0 skipped=0

# counter NAME FILE: a number of the summary in a trx file.
counter() { sed -n "s/.*<Counters.*[ ]$1=\"\([0-9]*\)\".*/\1/p" "$2"; }

for project in tests/*Tests/*.csproj; do
  name=$(basename "$project" .csproj)
  if [ $# -gt 0 ] && ! printf '%s\n' "$@" | grep -qx -e "$name" -e "${name#LearningPlatform.}"; then continue; fi
  [ -f "artifacts/$engine/bin/$name/debug/$name.dll" ] || { say "error: $name is not part of the solution"; failed=$((failed + 1)); continue; }
  say ''
  say "== $name"
  dotnet test "$project" --no-build --nologo -v minimal --logger "trx;LogFileName=$name.trx" --results-directory "$results" && status=0 || status=$?
  if [ -f "$results/$name.trx" ]; then
    passed=$((passed + $(counter passed "$results/$name.trx")))
    failed=$((failed + $(counter failed "$results/$name.trx")))
    skipped=$((skipped + $(counter total "$results/$name.trx") - $(counter executed "$results/$name.trx")))
  fi
  # A crashed or empty run leaves no failed test behind.
  if [ "$status" != 0 ] && ! { [ -f "$results/$name.trx" ] && [ "$(counter failed "$results/$name.trx")" -gt 0 ]; }; then
    say "error: $name ended with exit code $status"
    failed=$((failed + 1))
  fi
done

say ''
[ "$((passed + failed))" -gt 0 ] || failed=1
if [ "$skipped" -gt 0 ]; then say "$passed passed, $failed failed, $skipped skipped"; else say "$passed passed, $failed failed"; fi
[ "$failed" = 0 ]
