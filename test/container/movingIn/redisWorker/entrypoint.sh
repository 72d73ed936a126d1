#!/bin/bash
set -e
echo "preparing /data"
chown -R redis:redis /data
if [ $# -gt 0 ]; then
  exec "$@"
fi
exec supervisord -c /etc/supervisor/supervisord.conf
