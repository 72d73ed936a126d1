import { readFileSync } from 'node:fs';
import type { ModuleFactory } from '../../util/factory.ts';

/**
 * Why a file will not have the function, or null. Its text is looked at but nothing of it is run: a check must not do
 * what a plug-in does. What it hands on from elsewhere is believed.
 */
export function whatIsWrong({ file, name }: ModuleFactory): string | null {
  const text = readOrReason(file);
  if ('reason' in text) return `the file ${file} cannot be read: ${text.reason}`;
  return mayExport(withoutComments(text.text), name) ? null : `the file ${file} exports no ${name}`;
}

function readOrReason(file: string): { readonly text: string } | { readonly reason: string } {
  try {
    return { text: readFileSync(file, 'utf8') };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { reason: code === 'ENOENT' ? 'there is no such file' : message };
  }
}

/** Those that have lines of their own: elsewhere they might stand in a text. */
function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '').replace(/^\s*\/\*[\s\S]*?\*\//gm, '');
}

function mayExport(text: string, name: string): boolean {
  if (/\bexport\s*\*\s*from\b/.test(text) || /\bmodule\.exports\b/.test(text)) return true;
  const word = name.replace(/[$]/g, '\\$&');
  const forms = [
    `\\bexport\\s+(async\\s+)?(function\\s*\\*?|class|const|let|var)\\s+${word}(?![\\w$])`,
    `\\bexport\\s*\\{[^}]*(?<![\\w$])${word}\\s*[,}]`,
    `\\bexport\\s+(const|let|var)\\s*[[{][^=]*(?<![\\w$])${word}(?![\\w$])`,
    `\\bexports\\.${word}\\s*=`,
    ...(name === 'default' ? ['\\bexport\\s+default\\b'] : []),
  ];
  return forms.some((form) => new RegExp(form).test(text));
}
