#!/usr/bin/env bash
# Installs what is missing, builds the solution once and runs every test project (or those whose names are given), two at a time
# (LEARNING_TEST_LANES).
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

# test_project NAME: runs it, and shows what it said when it is done.
test_project() {
  local log=$results/$1.log status=0
  dotnet test "tests/$1/$1.csproj" --no-build --nologo -v minimal --logger "trx;LogFileName=$1.trx" --results-directory "$results" >"$log" 2>&1 || status=$?
  until mkdir "$results/printing" 2>/dev/null; do sleep 0.1; done
  printf '\n== %s\n' "$1"
  cat "$log"
  # A crashed or empty run leaves no failed test behind.
  [ "$status" = 0 ] || { [ -f "$results/$1.trx" ] && [ "$(counter failed "$results/$1.trx")" -gt 0 ]; } \
    || printf 'error: %s ended with exit code %s\n' "$1" "$status" | tee "$results/$1.crash"
  rmdir "$results/printing"
}

mkdir -p "$results"
names=''
# The longest first, so that none of them is left over at the end.
for name in LearningPlatform.ApiTests LearningPlatform.WorkersTests $(cd tests && ls -d ./*Tests); do
  name=${name#./}
  case " $names " in *" $name "*) continue ;; esac
  if [ $# -gt 0 ] && ! printf '%s\n' "$@" | grep -qx -e "$name" -e "${name#LearningPlatform.}"; then continue; fi
  if [ -f "artifacts/$engine/bin/$name/debug/$name.dll" ]; then names="$names $name"
  else say "error: $name is not part of the solution" | tee "$results/$name.crash"
  fi
done

# Two at a time: each has stores, ports and data of its own, and waits more than it computes.
export -f test_project counter
export results
printf '%s\n' $names | xargs -P "${LEARNING_TEST_LANES:-2}" -I '{}' bash -c 'test_project {}'

for file in "$results"/*.trx; do
  [ -f "$file" ] || continue
  passed=$((passed + $(counter passed "$file")))
  failed=$((failed + $(counter failed "$file")))
  skipped=$((skipped + $(counter total "$file") - $(counter executed "$file")))
done
failed=$((failed + $(find "$results" -name '*.crash' | wc -l)))

say ''
[ "$((passed + failed))" -gt 0 ] || failed=1
if [ "$skipped" -gt 0 ]; then say "$passed passed, $failed failed, $skipped skipped"; else say "$passed passed, $failed failed"; fi
[ "$failed" = 0 ]
