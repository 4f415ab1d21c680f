#!/usr/bin/env bash
# Stops what eng/run.sh --background started, in order, and waits until it is gone.
. "$(dirname "$0")/common.sh"

if ! is_running; then
  rm -f "$pid_file"
  say 'Nothing runs.'
  exit 0
fi

app_host_pid=$(cat "$pid_file")
kill "$app_host_pid"
deadline=$((SECONDS + 90))
while kill -0 "$app_host_pid" 2>/dev/null; do
  [ "$SECONDS" -lt "$deadline" ] || { kill -9 "$app_host_pid"; fail "it did not stop in time and was killed; $log_file may tell why"; }
  sleep 0.1
done
rm -f "$pid_file"
say 'Stopped.'
