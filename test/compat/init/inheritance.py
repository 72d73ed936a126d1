"""inheritance.py COMMAND...: becomes COMMAND in a state that nothing but a faithful init hands on whole."""
import os, resource, signal, sys

for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, 40, 64):
    signal.signal(number, signal.SIG_IGN)
for number in (signal.SIGPIPE, signal.SIGXFSZ):
    signal.signal(number, signal.SIG_DFL)
signal.pthread_sigmask(signal.SIG_SETMASK, [signal.SIGUSR2, 50])
os.umask(0o027)
os.nice(3)
resource.setrlimit(resource.RLIMIT_NOFILE, (321, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
null = os.open("/dev/null", os.O_RDONLY)
for fd in (7, 40):
    os.dup2(null, fd, inheritable=True)
os.close(null)

every_byte = bytes(range(1, 256))
environment = [
    (b"PATH", os.environb[b"PATH"]),
    (b"TSV_TEST_RUN", os.environb[b"TSV_TEST_RUN"]),
    (b"spring.datasource.url", b"jdbc:h2:mem:test;A=B"),
    (b"with space", b" x "),
    (b"1", b"digit"),
    (b"\xff\xfe", b"\xc3\x28"),
    (b"BYTES", every_byte),
    (b"LINES", b"a\n\nb\n\n"),
    (b"SPLIT", b"a\x01PWD=/no\x01=\x01"),
    (b"EMPTY", b""),
    (b"PWD", b"/not/here"),
    (b"OLDPWD", b"relative"),
    (b"SHLVL", b"7"),
    (b"_", b"underscore"),
    (b"IFS", b"abc"),
    (b"l", b"l"), (b"f", b"f"), (b"i", b"i"), (b"k", b"k"), (b"v", b"v"),
    (b"NODE_OPTIONS", b"--max-old-space-size=64 --title=x"),
    (b"NODE_EXTRA_CA_CERTS", b"/no/such"),
    (b"LAST", b"newline\n"),
]
os.execve(sys.argv[1], [os.fsencode(word) for word in sys.argv[1:]], dict(environment))
