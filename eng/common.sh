# Shared by run.sh, test.sh and stop.sh; sourced, not run. Works with the bash 3.2 of macOS.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

state_folder=.learning
pid_file=$state_folder/run.pid
log_file=$state_folder/run.log
api_port=${LEARNING_API_PORT:-8080}
realtime_port=${LEARNING_REALTIME_PORT:-8081}
workers_port=${LEARNING_WORKERS_PORT:-8082}
dashboard_port=${LEARNING_DASHBOARD_PORT:-18888}

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

say() { printf '%s\n' "$*"; }
fail() { printf 'error: %s\n' "$*" >&2; exit 1; }
has() { command -v "$1" >/dev/null 2>&1; }

# The same choice as Directory.Build.props makes.
choose_engine() {
  if [ -n "${LEARNING_ENGINE:-}" ]; then engine=$LEARNING_ENGINE
  elif [ -S /var/run/docker.sock ] || [ -S /run/podman/podman.sock ] || [ -S "${XDG_RUNTIME_DIR:-/none}/podman/podman.sock" ] \
    || [ -S "${HOME:-/none}/.docker/run/docker.sock" ]; then engine=aspire
  else engine=embedded
  fi
  export LEARNING_ENGINE=$engine
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif has sudo; then sudo "$@"
  else fail "'$*' needs root, and there is no sudo: run it as root once"
  fi
}

# Debian starts a server as soon as it is installed, and the engine wants only the programs.
without_starting_services() {
  local policy=/usr/sbin/policy-rc.d made='' status=0
  if [ ! -e $policy ]; then
    made=yes
    printf '#!/bin/sh\nexit 101\n' | as_root tee $policy >/dev/null
    as_root chmod 755 $policy
  fi
  "$@" || status=$?
  [ -z "$made" ] || as_root rm -f $policy
  return $status
}

# A fresh machine may be at its own updates.
apt_patience=-oDPkg::Lock::Timeout=300

# install NAME APT-PACKAGE BREW-FORMULA…: with the machine's own package manager.
install() {
  local name=$1 apt=$2
  shift 2
  say "Installing $name …"
  if has apt-get; then
    [ -n "${apt_updated:-}" ] || as_root apt-get "$apt_patience" update -qq || true
    apt_updated=yes
    [ -n "$(apt-cache policy "$apt" | sed -n 's/^  Candidate: //p' | grep -v '(none)')" ] \
      || fail "$name is missing, and no package source of this machine has '$apt': install $name yourself, then run this again"
    without_starting_services as_root env DEBIAN_FRONTEND=noninteractive apt-get "$apt_patience" install -y -qq --no-install-recommends "$apt" >/dev/null
  elif has brew; then
    brew install --quiet "$@"
  else
    fail "$name is missing, and this machine has neither apt-get nor brew: install it yourself, then run this again"
  fi
}

need_dotnet() {
  has dotnet && dotnet --list-sdks | grep -q '^10\.' || install 'the .NET 10 SDK' dotnet-sdk-10.0 dotnet
}

need_stores() {
  [ "$engine" = embedded ] || return 0
  has initdb || ls /usr/lib/postgresql/*/bin/initdb /opt/homebrew/opt/postgresql*/bin/initdb /usr/local/opt/postgresql*/bin/initdb >/dev/null 2>&1 \
    || install PostgreSQL postgresql postgresql@17
  has redis-server || install Redis redis-server redis
}

need_curl() { has curl || install curl curl curl; }

need_chromium() {
  has chromium || has chromium-browser || has google-chrome || [ -d '/Applications/Google Chrome.app' ] || [ -d /Applications/Chromium.app ] \
    || install Chromium chromium --cask google-chrome
}

need_coturn() { has turnserver || install coturn coturn coturn; }

# build PROJECT-OR-SOLUTION: says nothing more unless it fails.
build() {
  say "Building (Engine=$engine) …"
  mkdir -p "$state_folder"
  dotnet build "$1" -v quiet -nologo >"$state_folder/build.log" 2>&1 || { cat "$state_folder/build.log" >&2; fail 'the build failed'; }
}

# Not every machine has ps; Linux has /proc.
is_running() {
  local pid
  [ -f "$pid_file" ] || return 1
  pid=$(cat "$pid_file")
  kill -0 "$pid" 2>/dev/null || return 1
  if [ -r "/proc/$pid/cmdline" ]; then tr '\0' ' ' <"/proc/$pid/cmdline" | grep -q LearningPlatform.AppHost; fi
}
