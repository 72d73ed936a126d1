import { COMMAND_NAMES, HELP, isCommandName } from '../ctl/commands/helpTexts.ts';
import { type Block, heading, type Page, type Terms, terms, text } from './blocks.ts';
import { markCode } from './markCode.ts';

/** What `tsupervisorctl` can be told. */
export function actionsPage(): Page {
  return {
    title: 'Actions of tsupervisorctl',
    blocks: [
      ...text(...NAMES),
      ...COMMAND_NAMES.flatMap((name): Block[] => [heading(2, `\`${name}\``, name), ...actionBlocks(name)]),
    ],
  };
}

export const NAMES = [
  'A process is named `NAME`, or `GROUP:NAME` in a group; `GROUP:*` stands for all of a group, and `all` for all that there ' +
    'are. A program with `numprocs` is a group of its own.',
];

/** The forms of one action; notes stand behind them. */
export function actionBlocks(name: string): Block[] {
  const { forms, notes } = readHelp(isCommandName(name) ? HELP[name] : []);
  return [terms('form', 'what it does', forms), ...text(...notes)];
}

interface Help {
  readonly forms: Terms;
  readonly notes: readonly string[];
}

/** A help text: the form, tabs, and what it does; a line that begins with tabs goes on with the line above. */
function readHelp(lines: readonly string[]): Help {
  const forms: [string, string][] = [];
  const notes: string[] = [];
  for (const line of lines) {
    const [form = '', meaning = ''] = line.split(/\t+/);
    const last = forms.at(-1);
    if (form === '' && last !== undefined) last[1] = continued(last[1], meaning);
    else if (form.startsWith('Note:')) notes.push(markCode(form.slice('Note: '.length)));
    else if (form !== '' && !form.endsWith(':')) forms.push([form.trim(), markCode(meaning)]);
  }
  const whole = forms.map(([form, meaning]): [string, string] => [form, meaning || 'The whole form.']);
  return { forms: whole, notes: notes.map((note) => note.charAt(0).toUpperCase() + note.slice(1)) };
}

/** What begins anew there is a sentence of its own; what a colon announces is code. */
function continued(before: string, more: string): string {
  if (before.endsWith(':')) return `${before} \`${more}\``;
  const gap = /[a-z)]$/.test(before) && /^[A-Z]/.test(more) ? '. ' : ' ';
  return `${before}${gap}${markCode(more)}`.trim();
}
