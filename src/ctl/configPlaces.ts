import { dirname, join } from '../config/python/paths.ts';

/** Where a configuration file is looked for without -c, in this order. */
export function defaultConfigPlaces(script: string): string[] {
  const above = dirname(dirname(script));
  return [
    join(above, 'etc/supervisord.conf'),
    join(above, 'supervisord.conf'),
    'supervisord.conf',
    'etc/supervisord.conf',
    '/etc/supervisord.conf',
    '/etc/supervisor/supervisord.conf',
  ];
}
