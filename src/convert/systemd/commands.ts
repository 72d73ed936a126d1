import { assumed, lost, mayEnd, newProgram, type Program } from '../program.ts';
import { commandText } from '../shell.ts';
import { plainCommand, scriptCommand, shellText, type UnitCommand, unitCommands, variablesIn } from './command.ts';
import { readEnvironment } from './environment.ts';
import { reached } from './order.ts';
import { isYes, lastText, typeOf, type Unit } from './unit.ts';
import type { Setting } from './unitFile.ts';

/** What it runs: Type=, Exec…=, Environment=. */
export function convertCommands(unit: Unit): void {
  const { program } = unit;
  Object.assign(program.environment, readEnvironment(unit));
  const start = commandsOf(unit, 'Service.ExecStart');
  const before = [...commandsOf(unit, 'Service.ExecCondition'), ...commandsOf(unit, 'Service.ExecStartPre')];
  const type = typeOf(unit);
  if (start.length === 0) {
    program.inactive = true;
    program.options.command = 'FILL-IN';
    lost(program, 'a command: the unit has no ExecStart=');
  } else program.options.command = wholeCommand(unit, before, start);
  if (unit.values.has('Service.ExecCondition')) assumed(program, 'a failed ExecCondition= is a failed start');
  if ([...before, ...start].some(({ privileged }) => privileged) && unit.values.has('Service.User')) {
    lost(program, 'the + or ! before a command: it runs as the user too');
  }
  TYPES[type]?.(unit);
  if (TYPES[type] === undefined) lost(program, `Type=${type}`);
  runAfterStart(unit);
  explainReload(unit);
}

function commandsOf({ values, problems }: Unit, key: string): UnitCommand[] {
  return (values.get(key) ?? []).flatMap(({ value, file, line }: Setting) => {
    try {
      return unitCommands(value);
    } catch (error) {
      problems.push({ file, line, message: `${key.slice('Service.'.length)}: ${(error as Error).message}` });
      return [];
    }
  });
}

/** Without a shell where it is one command whose variables are known. */
function wholeCommand(unit: Unit, before: readonly UnitCommand[], start: readonly UnitCommand[]): string {
  const { program } = unit;
  const main = start.at(-1);
  if (main === undefined) return '';
  const earlier = [...before, ...start.slice(0, -1)];
  if (main.argv0 !== null) assumed(program, `its argv[0] is its path; the unit names it ${main.argv0} (@)`);
  const always = main.ignoreFailure && typeOf(unit) === 'oneshot';
  if (main.ignoreFailure && !always) lost(program, 'the - before the command: its failure counts');
  if (earlier.length === 0 && !always && isKnown(unit, main)) return plainCommand(main, program.environment);
  const step = (each: UnitCommand) => (each.ignoreFailure ? `{ ${shellText(each)} || :; }` : shellText(each));
  if (before.length > 0) assumed(program, 'what ExecStartPre= does is done by the same command, as the same user');
  return scriptCommand([...earlier.map(step), always ? step(main) : `exec ${shellText(main)}`].join(' && '));
}

function isKnown({ values, program }: Unit, command: UnitCommand): boolean {
  const names = variablesIn(command);
  if (names.length === 0) return true;
  return !values.has('Service.EnvironmentFile') && names.every((name) => name in program.environment);
}

const TYPES: Readonly<Record<string, (unit: Unit) => void>> = {
  simple: () => undefined,
  exec: () => undefined,
  idle: () => undefined,
  notify: isNotified,
  'notify-reload': isNotified,
  oneshot: ({ program }) => {
    program.options.type = 'oneshot';
  },
  dbus: (unit) =>
    assumed(unit.program, 'it is ready when it has started; Type=dbus would wait for its name on the bus'),
  forking: goesToBackground,
};

function isNotified({ program }: Unit): void {
  program.options.ready = 'notify';
}

/** tpidproxy stands for a process that puts itself into the background and leaves a pidfile. */
function goesToBackground(unit: Unit): void {
  const { program } = unit;
  const pidfile = lastText(unit, 'Service.PIDFile');
  const advice =
    'look for its option that keeps it in the foreground (often -F, -n or "daemon off") and take it instead';
  if (pidfile === undefined) {
    program.inactive = true;
    lost(program, `Type=forking: it puts itself into the background, where nothing can watch it: ${advice}`);
    return;
  }
  const path = pidfile.startsWith('/') ? pidfile : `/run/${pidfile}`;
  // What tpidproxy runs is a path.
  const command = program.options.command?.replace(/^sh /, '/bin/sh ') ?? '';
  program.options.command = `${commandText(['tpidproxy', path])} ${command}`;
  assumed(program, `Type=forking: tpidproxy waits for what ${path} names; better, ${advice}`);
}

/** A oneshot beside it: it runs once, when the program has started with the daemon. */
function runAfterStart(unit: Unit): void {
  const { program } = unit;
  const commands = commandsOf(unit, 'Service.ExecStartPost');
  if (commands.length === 0) return;
  const other: Program = newProgram(`${program.name}-post`, program.from);
  const [only, ...more] = commands;
  if (only === undefined) return;
  other.options.command =
    more.length === 0 && isKnown(unit, only)
      ? plainCommand(only, program.environment)
      : scriptCommand(commands.map(shellText).join(' && '));
  Object.assign(other.environment, program.environment);
  Object.assign(other.options, {
    type: 'oneshot',
    depends_on: `${program.name}:${reached(unit)}`,
  });
  mayEnd(other);
  if (program.inactive) other.inactive = true;
  const user = lastText(unit, 'Service.User');
  if (user !== undefined && !commands.some(({ privileged }) => privileged)) other.options.user = user;
  const directory = lastText(unit, 'Service.WorkingDirectory');
  if (directory?.startsWith('/')) other.options.directory = directory;
  assumed(other, `ExecStartPost= of ${unit.name.full} runs once, after the first start, not after every restart`);
  unit.others.push(other);
}

function explainReload(unit: Unit): void {
  const text = lastText(unit, 'Service.ExecReload');
  if (text === undefined) return;
  const signal = killedWith(text);
  const how = signal === null ? '' : `: tsupervisorctl signal ${signal} ${unit.program.name} does it`;
  lost(unit.program, `ExecReload=${text}${how}`);
}

/** The signal of a `kill -HUP $MAINPID`, or null. */
export function killedWith(text: string): string | null {
  const [, name] =
    /^[-+!:]*(?:\/usr)?(?:\/bin\/)?kill\s+(?:-s\s+|-)(?:SIG)?(\w+)\s+"?\$\{?MAINPID\}?"?$/.exec(text) ?? [];
  return name ?? null;
}

export function remains(unit: Unit): boolean {
  return isYes(lastText(unit, 'Service.RemainAfterExit'));
}
