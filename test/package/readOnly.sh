#!/bin/sh
# The executable where nothing can be written, neither a file nor a socket: says "ok" at the end.
set -eu

main() {
  if (: >/tmp/file) 2>/dev/null || (: >/dev/file) 2>/dev/null; then fail 'this can be written'; fi
  supervisord -n &
  answers '*RUNNING*' status web
  answers '*web: started*' restart web
  answers '*web: stopped*' stop web
  answers 'Shut down*' shutdown
  wait $!
  echo ok
}

# answers PATTERN COMMAND...: what supervisorctl says, once the daemon listens.
answers() {
  pattern=$1
  shift
  for _ in $(seq 100); do
    answer=$(supervisorctl "$@" 2>&1) || :
    # shellcheck disable=SC2254
    case $answer in *'refused connection'* | *STARTING*) ;; $pattern) return 0 ;; *) break ;; esac
    sleep 0.1
  done
  fail "supervisorctl $*: $answer"
}

fail() {
  echo "$1" >&2
  exit 1
}

main
