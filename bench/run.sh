#!/usr/bin/env bash
# Measures the platform beside a bare Kestrel and Npgsql program. Options: bench/README.md.
set -euo pipefail
cd "$(dirname "$0")/.."

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

missing=()
command -v wrk >/dev/null || missing+=(wrk)
command -v redis-server >/dev/null || missing+=(redis)
command -v pg_ctl >/dev/null || ls -d /usr/lib/postgresql/*/bin /opt/homebrew/opt/postgresql* /usr/local/opt/postgresql* >/dev/null 2>&1 || missing+=(postgresql)
if [ ${#missing[@]} -gt 0 ]; then
  if command -v apt-get >/dev/null; then
    as_root apt-get update -qq
    as_root apt-get install -y -qq "${missing[@]/#redis/redis-server}"
  elif command -v brew >/dev/null; then
    brew install "${missing[@]/#postgresql/postgresql@18}"
  else
    echo "Install first: ${missing[*]}" >&2
    exit 1
  fi
fi

# The stores run without containers, whatever else this machine has.
export LEARNING_ENGINE=embedded
dotnet build bench/LearningPlatform.Bench -c Release -v quiet -nologo
exec dotnet artifacts/embedded/bin/LearningPlatform.Bench/release/LearningPlatform.Bench.dll "$@"
