#!/usr/bin/python3
"""Answers questions about Python and Supervisor: one JSON array of questions on stdin, one array of answers on stdout.

Each question is an object with "ask" and what that needs:
  version                  of the reference
  parse    text            sections and values as UnhosedConfigParser holds them, or {"error": ...}
  format   template names  template % names, or the error of supervisor.options.expand
  shlex    text            datatypes.dict_of_key_value_pairs on POSIX shlex, as the main branch reads it
  glob     pattern         sorted(glob.glob(pattern))
  fnmatch  pattern names   those of the names that match
  getopt   argv            what ServerOptions makes of a command line: {"usage": text} or its values
  convert  type value      a function of supervisor.datatypes on a text
  config   file            what ServerOptions.read_config makes of the file, as plain data
  ctl      file            the same of ClientOptions
"""
import fnmatch, getopt, glob, io, json, os, shlex, socket, sys, warnings

sys.path[:0] = sys.argv[1:]   # another Supervisor than the installed one

from supervisor import datatypes
from supervisor.options import ClientOptions, ServerOptions, UnhosedConfigParser, expand

WORDS = {'Automatic': 'AUTO', 'RestartUnconditionally': True, 'RestartWhenExitUnexpected': 'unexpected'}


def plain(value):
    if isinstance(value, type): return WORDS.get(value.__name__, value.__name__)
    if value is None or isinstance(value, (bool, str)): return value
    if isinstance(value, int): return int(value)
    if isinstance(value, dict): return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set)): return [plain(v) for v in value]
    return str(value)


def parse(q):
    parser = UnhosedConfigParser()
    stream = io.TextIOWrapper(io.BytesIO(q['text'].encode('utf-8', 'surrogatepass')), 'utf-8')
    parser.read_file(stream, 'file')
    sections = {name: dict(parser._sections[name]) for name in parser.sections()}
    return {'sections': list(sections.items()), 'defaults': dict(parser.defaults())}


def pairs(q):
    # The main branch reads environment= in POSIX mode, 4.2.5 does not: the lexer is set up as main does it.
    lexer = shlex.shlex(q['text'], posix=True)
    lexer.wordchars += '/.+-():'
    tokens, found, i = list(lexer), {}, 0
    while i < len(tokens):
        group = tokens[i:i + 3]
        if len(group) != 3 or group[1] != '=':
            raise ValueError("Unexpected end of key/value pairs in value '%s'" % q['text'])
        found[group[0]] = group[2]
        i += 4
    return found


class Done(Exception):
    pass


def command_line(q):
    options = ServerOptions()
    out = io.StringIO()
    options.stdout = options.stderr = out
    def leave(code): raise Done(code)
    options.exit = leave
    values = {}
    options.configroot = None
    options.process_config = lambda *a, **k: None
    options.default_configfile = lambda: None
    sys.argv = [q.get('progname', 'supervisord')]
    try:
        from supervisor.options import Options
        Options.realize(options, q['argv'], doc='help', progname=q.get('progname', 'supervisord'))
    except Done as e:
        return {'exit': e.args[0], 'text': out.getvalue()}
    return {'values': {name: plain(getattr(options, name)) for name in sorted(options.attr_priorities)}}


def import_anything(options):
    known = options.import_spec
    def import_spec(spec):
        try: return known(spec)
        except (ImportError, AttributeError): return lambda *a, **k: None
    options.import_spec = import_spec


PROC = ('name command directory umask priority autostart autorestart startsecs startretries uid stdout_logfile '
        'stdout_capture_maxbytes stdout_events_enabled stdout_syslog stdout_logfile_backups stdout_logfile_maxbytes '
        'stderr_logfile stderr_capture_maxbytes stderr_logfile_backups stderr_logfile_maxbytes stderr_events_enabled '
        'stderr_syslog stopsignal stopwaitsecs stopasgroup killasgroup exitcodes redirect_stderr environment serverurl').split()
DAEMON = ('minfds minprocs directory user umask logfile logfile_maxbytes logfile_backups loglevel pidfile identifier '
          'nodaemon silent childlogdir nocleanup strip_ansi environment').split()


def level(number):
    from supervisor.loggers import getLevelNumByDescription
    names = ('critical', 'error', 'warn', 'info', 'debug', 'trace', 'blather')
    return next(name for name in names if getLevelNumByDescription(name) == number)


def server(c):
    return {**{k: plain(v) for k, v in c.items()}, 'family': 'unix' if c['family'] == socket.AF_UNIX else 'inet'}


def group(g):
    from supervisor.events import getEventNameByType
    kinds = {'ProcessGroupConfig': 'program', 'EventListenerPoolConfig': 'eventlistener', 'FastCGIGroupConfig': 'fcgi-program'}
    shown = {'name': g.name, 'kind': kinds[type(g).__name__], 'priority': g.priority,
             'processes': [{k: plain(getattr(p, k)) for k in PROC} for p in g.process_configs]}
    if hasattr(g, 'pool_events'):
        shown.update(buffer_size=g.buffer_size, events=sorted(getEventNameByType(e) for e in g.pool_events))
    if hasattr(g, 'socket_config'):
        c = g.socket_config
        shown['socket'] = {'url': c.url, 'backlog': c.backlog, 'owner': plain(getattr(c, 'owner', None)), 'mode': getattr(c, 'mode', None)}
    return shown


def config(q):
    options = ServerOptions()
    import_anything(options)
    options.configfile = q['file']
    options.here = os.path.dirname(os.path.abspath(q['file']))
    options.read_config(q['file'])
    s = options.configroot.supervisord
    return {'ok': True, 'warnings': options.parse_warnings, 'infos': options.parse_infos,
            'supervisord': {**{k: plain(getattr(s, k)) for k in DAEMON}, 'loglevel': level(s.loglevel)},
            'servers': [server(c) for c in s.server_configs],
            'groups': [group(g) for g in s.process_group_configs],
            'rpcinterfaces': [{'name': n, 'settings': e} for n, _, e in s.rpcinterface_factories]}


def ctl(q):
    options = ClientOptions()
    import_anything(options)
    s = options.read_config(q['file'])
    return {'ok': True, **{k: getattr(s, k) for k in ('serverurl', 'prompt', 'username', 'password', 'history_file')},
            'plugins': [{'name': n, 'settings': e} for n, _, e in options.plugin_factories[1:]]}


def version(q):
    from supervisor.options import VERSION
    return VERSION


ASK = {
    'version': version,
    'parse': parse,
    'format': lambda q: expand(q['template'], {k: v for k, v in q['names']}, 'x'),
    'shlex': pairs,
    'glob': lambda q: sorted(glob.glob(q['pattern'])),
    'fnmatch': lambda q: fnmatch.filter(q['names'], q['pattern']),
    'getopt': command_line,
    'convert': lambda q: plain(getattr(datatypes, q['type'])(q['value'])),
    'config': config,
    'ctl': ctl,
}


def answer(q):
    try:
        return ASK[q['ask']](q)
    except ValueError as e:
        return {'error': str(e)}
    except Exception as e:
        return {'error': str(e), 'type': type(e).__name__}


warnings.simplefilter('ignore')
json.dump([answer(q) for q in json.load(sys.stdin)], sys.stdout)
