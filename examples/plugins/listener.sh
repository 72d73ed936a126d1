#!/bin/sh
# An event listener. It is never done with an event at the first time, and says so.
again=
while echo READY && read -r header; do
  length=${header##*len:}
  length=${length%% *}
  payload=$(head -c "$length")
  echo "$payload" >&2
  if [ -z "$again" ]; then
    again=yes
    printf 'RESULT 5\nAGAIN'
  else
    again=
    printf 'RESULT 2\nOK'
  fi
done
