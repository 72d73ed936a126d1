/** One value of a page for Prometheus. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Page {
  readonly samples: readonly Sample[];
  readonly types: Readonly<Record<string, string>>;
  /** The value of that name with these labels among its own; undefined: there is none, and it throws where there are two. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.+)$`);
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(.*)\\})? (\\S+)$`);
const LABEL = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(,|$)/;

/** Reads the text format 0.0.4 as strictly as promtool does: throws at everything that is not as it should be. */
export function parsePrometheus(text: string): Page {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types: Record<string, string> = {};
  const helped = new Set<string>();
  const samples: Sample[] = [];
  const seen = new Set<string>();
  const finished = new Set<string>();
  let family = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, keyword, named = '', rest = ''] = COMMENT.exec(line) ?? [];
    if (keyword !== undefined) {
      if (named !== family) finished.add(family);
      if (finished.has(named)) throw new Error(`${named} is in two places`);
      family = named;
      if (keyword === 'HELP') helped.add(named);
      else if (!['counter', 'gauge'].includes(rest) || named in types) throw new Error(`bad type: ${line}`);
      else types[named] = rest;
      continue;
    }
    const sample = parseSample(line);
    if (sample.name !== family || !(family in types) || !helped.has(family)) throw new Error(`stray sample: ${line}`);
    if ((types[family] === 'counter') !== family.endsWith('_total')) throw new Error(`bad name of a counter: ${line}`);
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).sort()]);
    if (seen.has(key)) throw new Error(`the same twice: ${line}`);
    seen.add(key);
    samples.push(sample);
  }
  return { samples, types, value: (name, labels = {}) => findValue(samples, name, labels) };
}

function parseSample(line: string): Sample {
  const [, name = '', labels = '', value = ''] = SAMPLE.exec(line) ?? [];
  if (name === '' || !/^[+-]?(\d+(\.\d+)?(e[+-]?\d+)?|Inf)$|^NaN$/.test(value)) throw new Error(`no sample: ${line}`);
  return { name, labels: parseLabels(labels, line), value: Number(value.replace('Inf', 'Infinity')) };
}

function parseLabels(text: string, line: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (let rest = text; rest !== ''; ) {
    const [whole = '', name = '', value = ''] = LABEL.exec(rest) ?? [];
    if (name === '' || name in labels) throw new Error(`bad labels: ${line}`);
    labels[name] = value.replace(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
    rest = rest.slice(whole.length);
  }
  return labels;
}

function findValue(
  samples: readonly Sample[],
  name: string,
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const found = samples.filter(
    (each) => each.name === name && Object.entries(labels).every(([key, value]) => each.labels[key] === value),
  );
  if (found.length > 1) throw new Error(`${found.length} values of ${name} with ${JSON.stringify(labels)}`);
  return found[0]?.value;
}
