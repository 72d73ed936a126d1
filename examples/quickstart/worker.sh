#!/bin/sh
# Does a piece of work now and then, and finishes the one at hand when it is told to stop.
name=$SUPERVISOR_PROCESS_NAME
pause=

stop() {
  [ -z "$pause" ] || kill "$pause"
  echo "$name: finished, bye"
  exit 0
}
trap stop TERM

n=0
while :; do
  n=$((n + 1))
  echo "$name: piece of work number $n"
  # in the background, so that the shell notices TERM at once
  sleep "${PAUSE:-5}" &
  pause=$!
  wait "$pause"
done
