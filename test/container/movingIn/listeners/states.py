#!/usr/bin/python3
"""Tells the container's log of every change of a program's state."""
import sys

from supervisor import childutils


def main():
    while True:
        headers, payload = childutils.listener.wait(sys.stdin, sys.stdout)
        pheaders, _ = childutils.eventdata(payload + '\n')
        sys.stderr.write('states: %s %s was %s\n' % (
            pheaders['processname'], headers['eventname'], pheaders['from_state']))
        sys.stderr.flush()
        childutils.listener.ok(sys.stdout)


if __name__ == '__main__':
    main()
