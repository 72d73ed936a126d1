import { assumed } from '../program.ts';
import { typeOf, type Unit } from './unit.ts';

/** After= and Before= between the units that are converted, as depends_on. */
export function orderUnits(units: readonly Unit[]): void {
  const byName = new Map(units.map((unit) => [unit.name.full, unit]));
  for (const unit of units) {
    for (const name of listed(unit, 'Unit.Before')) byName.get(name)?.after.push(unit.name.full);
    unit.after.push(...listed(unit, 'Unit.After'));
  }
  for (const unit of units) depend(unit, byName);
}

export function listed({ values }: Unit, key: string): string[] {
  return (values.get(key) ?? []).flatMap(({ value }) => value.split(/\s+/));
}

/** How far a unit is when systemd counts it as started. */
export function reached(unit: Unit): string {
  if (typeOf(unit) === 'oneshot') return 'done';
  return unit.program.options.ready === undefined ? 'started' : 'ready';
}

const PULLING = ['Requires', 'Wants', 'BindsTo', 'Requisite', 'Upholds', 'PartOf'];
const FIRM = ['Requires', 'BindsTo', 'Requisite'];

function depend(unit: Unit, byName: ReadonlyMap<string, Unit>): void {
  const { program } = unit;
  const after = [...new Set(unit.after)];
  const known = after.filter((name) => byName.has(name) && name !== unit.name.full);
  const others = after.filter((name) => !byName.has(name));
  const firm = FIRM.flatMap((key) => listed(unit, `Unit.${key}`));
  const names = known.flatMap((name) => {
    const other = byName.get(name);
    return other === undefined ? [] : [`${other.program.name}:${reached(other)}`];
  });
  if (names.length > 0) program.options.depends_on = [...new Set(names)].join(', ');
  for (const name of known.filter((each) => !firm.includes(each))) {
    assumed(program, `it waits for ${name} even if that fails, where systemd would start it all the same`);
  }
  for (const key of PULLING) report(unit, key, after, byName);
  if (others.length > 0) program.notes.push(`not carried over: After=${others.join(' ')}: not among what is converted`);
}

function report(unit: Unit, key: string, after: readonly string[], byName: ReadonlyMap<string, Unit>): void {
  const names = listed(unit, `Unit.${key}`);
  const missing = names.filter((name) => !byName.has(name));
  if (missing.length > 0) {
    unit.program.notes.push(`not carried over: ${key}=${missing.join(' ')}: not among what is converted`);
  }
  const unordered = names.filter((name) => byName.has(name) && !after.includes(name));
  if (unordered.length > 0) {
    assumed(unit.program, `${key}=${unordered.join(' ')} without After= is no order: all start with the daemon`);
  }
  if (/^(BindsTo|PartOf)$/.test(key) && names.some((name) => byName.has(name))) {
    unit.program.notes.push(`not carried over: ${key}=${names.join(' ')}: it is not stopped or restarted with them`);
  }
}
