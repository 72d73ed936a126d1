import { assumed, consoleStream, lost } from '../program.ts';
import { lastText, type Unit } from './unit.ts';

/** StandardOutput= and StandardError=. */
export function convertOutput(unit: Unit): void {
  const output = lastText(unit, 'Service.StandardOutput') ?? 'journal';
  const error = lastText(unit, 'Service.StandardError') ?? 'inherit';
  stream(unit, 'stdout', output);
  if ((error === 'inherit' || error === output) && /^(null|file:|append:|truncate:)/.test(output)) {
    unit.program.options.redirect_stderr = 'true';
  } else stream(unit, 'stderr', error);
}

function stream({ program }: Unit, name: string, target: string): void {
  const [, mode, path] = /^(file|append|truncate):(.*)$/.exec(target) ?? [];
  if (path !== undefined) {
    program.options[`${name}_logfile`] = path.replaceAll('%', '%%');
    program.options[`${name}_logfile_maxbytes`] = '0';
    if (mode !== 'append') assumed(program, `what is in ${path} already stays there`);
    return;
  }
  if (target === 'null') {
    program.options[`${name}_logfile`] = 'NONE';
    return;
  }
  if (/^(syslog|kmsg)/.test(target)) program.options[`${name}_syslog`] = 'true';
  else if (!/^(journal|inherit)/.test(target))
    lost(program, `Standard${name === 'stdout' ? 'Output' : 'Error'}=${target}`);
  consoleStream(program, name);
}
