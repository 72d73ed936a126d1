"""Runs supervisorctl again and again without paying for Python's start each time.

Each line of standard input is a JSON object: id, argv, cwd, env, and the paths stdin, stdout and stderr. A forked
copy of this process runs the reference's main() on them. One line of JSON answers: id and status.
"""
import json
import os
import signal
import sys
import traceback

from supervisor.supervisorctl import main


def redirect(job):
    for descriptor, (path, flags) in enumerate([
        (job['stdin'], os.O_RDONLY),
        (job['stdout'], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
        (job['stderr'], os.O_WRONLY | os.O_CREAT | os.O_TRUNC),
    ]):
        opened = os.open(path, flags, 0o644)
        os.dup2(opened, descriptor)
        os.close(opened)


def perform(job):
    redirect(job)
    os.chdir(job['cwd'])
    os.environ.clear()
    os.environ.update(job['env'])
    sys.argv = job['argv']
    try:
        main()
        return 0
    except SystemExit as leaving:
        return leaving.code or 0
    except BaseException:
        traceback.print_exc()
        return 1


def guarded(job):
    pid = os.fork()
    if pid == 0:
        status = perform(job)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)
    _, status = os.waitpid(pid, 0)
    answer = {'id': job['id'], 'status': os.waitstatus_to_exitcode(status)}
    os.write(1, (json.dumps(answer) + '\n').encode())


def lines():
    rest = b''
    while True:
        data = os.read(0, 65536)
        if not data:
            return
        *whole, rest = (rest + data).split(b'\n')
        yield from whole


# Whoever waits for a client is itself waited for by nobody.
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for line in lines():
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        guarded(json.loads(line))
        os._exit(0)
