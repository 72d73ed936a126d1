export type Colour = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';

const CODES: Readonly<Record<Colour, number>> = {
  red: 31,
  green: 32,
  yellow: 33,
  blue: 34,
  magenta: 35,
  cyan: 36,
  grey: 90,
};

export function colour(text: string, name: Colour): string {
  return `\x1b[${CODES[name]}m${text}\x1b[0m`;
}

/** Whether colours are welcome on this terminal (https://no-color.org). */
export function coloursWanted(env: Readonly<Record<string, string | undefined>>): boolean {
  return !env.NO_COLOR && env.TERM !== 'dumb';
}
