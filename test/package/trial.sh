#!/bin/sh
# What a user does, in a root with nothing to compile with: sh trial.sh PREFIX, with Node.js and npm; or with the
# executable in the place of both: sh trial.sh. Says "ok" at the end.
set -eu
prefix=${1-}
conf=/tmp/trial/supervisord.conf

main() {
  no_compiler
  [ -z "$prefix" ] || install
  configure
  tsupervisord -c "$conf"
  says '*web*RUNNING*' status web
  says '*web: stopped*web: started*' restart web
  says '*web: stopped*' stop web
  says '*web*STOPPED*' status web
  says 'Shut down*' shutdown
  ends
  echo ok
}

no_compiler() {
  for tool in cc c99 gcc g++ clang tcc make python python3; do
    if command -v "$tool"; then fail "$tool is here"; fi
  done
}

install() {
  PATH=$prefix/bin:$PATH
  npm install --global --prefix "$prefix" --offline --omit=optional --no-audit --no-fund /package.tgz
  kilobytes=$(du -sk "$prefix/lib/node_modules/tsupervisord")
  echo "kilobytes: ${kilobytes%%[!0-9]*}"
  echo "node_modules of its own: $([ -e "$prefix/lib/node_modules/tsupervisord/node_modules" ] && echo yes || echo none)"
}

configure() {
  mkdir -p "${conf%/*}"
  cat >"$conf" <<'END'
[unix_http_server]
file=%(here)s/s.sock
[supervisord]
pidfile=%(here)s/pid
logfile=%(here)s/log
childlogdir=%(here)s
[rpcinterface:supervisor]
supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface
[supervisorctl]
serverurl=unix://%(here)s/s.sock
[program:web]
command=/bin/sleep 3600
startsecs=0
END
}

# says PATTERN COMMAND...: what tsupervisorctl answers.
says() {
  pattern=$1
  shift
  answer=$(tsupervisorctl -c "$conf" "$@" 2>&1) || :
  # shellcheck disable=SC2254
  case $answer in $pattern) ;; *) fail "tsupervisorctl $*: $answer" ;; esac
}

ends() {
  for _ in $(seq 200); do
    [ -e /tmp/trial/pid ] || return 0
    sleep 0.05
  done
  fail 'the daemon did not end'
}

fail() {
  echo "$1" >&2
  cat /tmp/trial/log >&2 || :
  exit 1
}

main
