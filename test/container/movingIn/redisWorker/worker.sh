#!/bin/bash
until redis-cli -p "$REDIS_PORT" ping >/dev/null 2>&1; do sleep 0.1; done
echo "worker $1 waits for jobs of $QUEUE"
while job=$(redis-cli -p "$REDIS_PORT" blpop "$QUEUE" 0); do
  echo "worker did ${job##*$'\n'}"
done
