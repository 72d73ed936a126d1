import type { Cause } from './cause.ts';
import type { Scene } from './record.ts';
import { duration } from './units.ts';

/** The commonest mistake in configurations of supervisors. */
export function endedWell({ exit, kind, run, options, command }: Scene): Cause | null {
  if (exit?.code !== 0) return null;
  if (kind !== 'start') {
    return { sentence: 'It ended with success, which its exitcodes do not count as expected.', advice: [] };
  }
  const known = FOREGROUND.find(([program]) => program.test(command));
  return {
    sentence:
      `It ended with success${run === undefined ? '' : ` after ${duration(run.uptime)}`}, which is less than startsecs=${options.startsecs}: ` +
      'either it has nothing to do for longer, or it goes to the background by itself and is lost to supervisord.',
    advice: [
      known === undefined
        ? 'If it is a server, give it the option that keeps it in the foreground.'
        : `Keep it in the foreground: ${known[1]}.`,
      'If it is to be short, set startsecs=0, or type=oneshot.',
    ],
  };
}

const FOREGROUND: readonly (readonly [program: RegExp, how: string])[] = [
  [/\bnginx\b/, "nginx -g 'daemon off;'"],
  [/\bphp-fpm/, 'php-fpm --nodaemonize'],
  [/\b(?:apache2ctl|apachectl|apache2|httpd)\b/, 'apachectl -D FOREGROUND'],
  [/\bredis-server\b/, 'redis-server --daemonize no'],
  [/\bsshd\b/, '/usr/sbin/sshd -D -e'],
  [/\bcron\b/, 'cron -f'],
  [/\bcrond\b/, 'crond -n'],
  [/\brsyslogd\b/, 'rsyslogd -n'],
  [/\bmemcached\b/, 'memcached without -d'],
  [/\bpostfix\b/, 'postfix start-fg'],
  [/\bmongod\b/, 'mongod without --fork'],
  [/\bgunicorn\b/, 'gunicorn without --daemon'],
  [/\buwsgi\b/, 'uwsgi without daemonize'],
  [/\bcelery\b/, 'celery worker, not celery multi'],
  [/\bhaproxy\b/, 'haproxy -db'],
  [/\bmysqld_safe\b/, 'mysqld'],
  [/\bpm2\b/, 'pm2-runtime'],
];
