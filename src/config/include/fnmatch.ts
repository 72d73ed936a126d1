/** Shell pattern to regular expression, with `fnmatch`'s reading of brackets: a reversed range matches nothing. */
export function compilePattern(pattern: string): RegExp {
  const characters = Array.from(pattern);
  let source = '';
  let i = 0;
  while (i < characters.length) {
    const character = characters[i] ?? '';
    const set = character === '[' ? readSet(characters, i) : null;
    source += set?.source ?? WILD[character] ?? literal(character);
    i = set?.end ?? i + 1;
  }
  return new RegExp(`^${source}$`, 'su');
}

const WILD: Readonly<Record<string, string>> = { '*': '.*', '?': '.' };

/** `[seq]` from its opening bracket, or null where it is never closed and so stands for itself. */
function readSet(
  characters: readonly string[],
  open: number,
): { readonly source: string; readonly end: number } | null {
  const negated = characters[open + 1] === '!';
  const first = negated ? open + 2 : open + 1;
  const close = characters.indexOf(']', first + 1);
  if (close === -1) return null;
  const body = setBody(characters.slice(first, close));
  if (body === '') return { source: negated ? '.' : '(?!)', end: close + 1 };
  return { source: `[${negated ? '^' : ''}${body}]`, end: close + 1 };
}

function setBody(members: readonly string[]): string {
  let body = '';
  for (let i = 0; i < members.length; i++) {
    const from = members[i] ?? '';
    const to = members[i + 2];
    if (members[i + 1] !== '-' || to === undefined) body += escapeMember(from);
    else {
      if (codeOf(from) <= codeOf(to)) body += `${escapeMember(from)}-${escapeMember(to)}`;
      i += 2;
    }
  }
  return body;
}

function codeOf(character: string): number {
  return character.codePointAt(0) ?? 0;
}

function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}

function escapeMember(character: string): string {
  return /[\\\]^[-]/.test(character) ? `\\${character}` : character;
}
