#!/bin/sh
# Anything that is not RUNNING is bad news.
if supervisorctl status | grep -v RUNNING; then exit 1; fi
