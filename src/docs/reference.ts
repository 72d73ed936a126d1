import { renderSample } from '../config/sample.ts';
import { actionsPage } from './actions.ts';
import type { Page } from './blocks.ts';
import { commandLinesPage } from './commandLines.ts';
import { eventsPage } from './events.ts';
import { toMarkdown } from './markdown.ts';
import { metricsPage } from './metrics.ts';
import { optionsPage } from './options.ts';
import { rpcPage } from './rpc.ts';
import { signalsPage } from './signals.ts';

const PAGES: Readonly<Record<string, () => Page | Promise<Page>>> = {
  'options.md': optionsPage,
  'commands.md': actionsPage,
  'command-lines.md': commandLinesPage,
  'rpc.md': rpcPage,
  'events.md': eventsPage,
  'metrics.md': metricsPage,
  'signals.md': signalsPage,
};

/** Every file of the reference, by name. */
export async function referenceFiles(): Promise<Record<string, string>> {
  const made = Object.entries(PAGES).map(async ([name, make]) => [name, await make()] as const);
  const pages = await Promise.all(made);
  const files = pages.map(([name, page]) => [name, `${NOTE}${toMarkdown(page)}`] as const);
  return { 'README.md': index(pages), ...Object.fromEntries(files), 'supervisord.conf': renderSample() };
}

const NOTE = '<!-- Written by `npm run docs`: change the tables in src, not this file. -->\n\n';

function index(pages: readonly (readonly [string, Page])[]): string {
  const entries = pages.map(([name, { title }]) => `| [${name}](${name}) | ${title} |`);
  const rows = [...entries, '| [supervisord.conf](supervisord.conf) | A configuration file with every option in it |'];
  return `${NOTE}# Reference\n\n| | |\n| --- | --- |\n${rows.join('\n')}\n`;
}
