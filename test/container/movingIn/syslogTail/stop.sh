#!/bin/bash
supervisorctl stop logfiles cron:*
supervisorctl status | awk '{print $1, $2}'
supervisorctl start all
