#!/usr/bin/env bash
# Installs what is missing, builds, and runs the whole platform: in the foreground, or with --background until eng/stop.sh.
# Ports: LEARNING_API_PORT, LEARNING_REALTIME_PORT, LEARNING_WORKERS_PORT, LEARNING_DASHBOARD_PORT. Data: LEARNING_DATA.
. "$(dirname "$0")/common.sh"

background=''
case ${1:-} in
  --background) background=yes; shift ;;
  -h|--help) sed -n '2,3s/^# //p' "$0"; exit 0 ;;
esac

choose_engine
need_dotnet
need_stores
need_curl
! is_running || fail "it runs already (process $(cat "$pid_file")): eng/stop.sh stops it"

build LearningPlatform.AppHost

export DOTNET_ENVIRONMENT=${DOTNET_ENVIRONMENT:-Development}
export ASPNETCORE_URLS=${ASPNETCORE_URLS:-http://localhost:$dashboard_port}
if [ "$engine" = aspire ]; then
  export ASPIRE_ALLOW_UNSECURED_TRANSPORT=true
  export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL=${ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL:-http://localhost:18889}
fi
app_host=artifacts/$engine/bin/LearningPlatform.AppHost/debug/LearningPlatform.AppHost.dll
[ -n "$background" ] || exec dotnet "$app_host" "$@"

# The log holds the first admin's password and the dashboard's token.
mkdir -p "$state_folder"
: >"$log_file"
chmod 600 "$log_file"
nohup dotnet "$app_host" "$@" </dev/null >>"$log_file" 2>&1 &
app_host_pid=$!
say "$app_host_pid" >"$pid_file"

is_healthy() { curl --silent --fail --output /dev/null --max-time 2 "http://localhost:$1/health/ready"; }
say 'Starting …'
trap './eng/stop.sh; exit 130' INT TERM
# Containers may have to be fetched first.
deadline=$((SECONDS + ($([ "$engine" = aspire ] && echo 900 || echo 120))))
until is_healthy "$api_port" && is_healthy "$realtime_port" && is_healthy "$workers_port"; do
  if ! is_running || [ "$SECONDS" -ge "$deadline" ]; then
    tail -n 40 "$log_file" >&2
    ./eng/stop.sh >/dev/null 2>&1 || true
    fail "it did not become healthy; the whole log is $log_file"
  fi
  sleep 0.3
done

# The AppHost sees the last resource's health a moment later, and prints the link then.
dashboard='' tries=0
while [ -z "$dashboard" ] && [ $tries -lt 50 ]; do
  dashboard=$(grep -o 'http://[^ ]*/login?t=[^ ]*' "$log_file" | tail -n 1 || true)
  tries=$((tries + 1))
  sleep 0.1
done
say ''
grep '^First admin:' "$log_file" || true
say "API            http://localhost:$api_port"
say "API reference  http://localhost:$api_port/scalar"
say "Realtime       http://localhost:$realtime_port"
say "Dashboard      ${dashboard:-$ASPNETCORE_URLS}"
say "Log            $log_file"
say 'eng/stop.sh stops it.'
