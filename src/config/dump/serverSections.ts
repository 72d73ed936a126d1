import type { Config, ServerConfig } from '../../model/config.ts';
import type { Loading } from '../load/loading.ts';
import { INET_HTTP_SERVER, UNIX_HTTP_SERVER } from '../options/servers.ts';
import { type Entries, originalText, tableEntries } from './rows.ts';
import type { IniSection } from './writeIni.ts';

export function serverSections({ servers }: Config, { store }: Loading): IniSection[] {
  return servers.flatMap((server) => {
    const section = store.sections.get(server.section);
    if (section === undefined) return [];
    return [{ name: section.name, entries: entriesOf(server, originalText(store, section)) }];
  });
}

function entriesOf(server: ServerConfig, original: (key: string) => string | undefined): Entries {
  if (server.family === 'inet') {
    const { host, port, ...rest } = server;
    return tableEntries(INET_HTTP_SERVER, { ...rest, port: { host, port } }, false, original);
  }
  const { file, ...others } = UNIX_HTTP_SERVER;
  return [
    ...tableEntries({ file }, { ...server }, true, original),
    ...tableEntries(others, { ...server }, false, original),
  ];
}
