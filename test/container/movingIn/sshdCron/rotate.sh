#!/bin/sh
# Called by cron, whose PATH is short.
/usr/local/bin/supervisorctl -c /etc/supervisord.conf restart ticker
