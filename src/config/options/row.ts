import type { Machine } from '../context.ts';
import type { Convert } from '../types/convert.ts';

/** What changing an option does to a daemon that runs. */
export type ReloadEffect =
  /** `update` stops the group and starts it anew. */
  | 'group'
  /** Counts from the next reread. */
  | 'reread'
  /** Counts once the daemon has been restarted (`reload`). */
  | 'daemon'
  /** Read by supervisorctl alone. */
  | 'client';

/** One option of one section type. Parser, defaults, sample file and reference documentation derive from it. */
export interface Row<T> {
  /** Its type in the words of the documentation. */
  readonly type: string;
  readonly convert: Convert<T>;
  /** As it would stand in the file; null: not set. */
  readonly default: string | ((machine: Machine) => string) | null;
  /** What there is without the option, where the plain default does not say it. */
  readonly meaning?: string;
  readonly doc: string;
  /** `section`: expanded once for the section; `process`: for each process, `%(process_num)d` included. */
  readonly expands: 'section' | 'process';
  /** Key under which getAllConfigInfo shows it, or null. */
  readonly rpc: string | null;
  readonly reload: ReloadEffect;
  /** A key that stock supervisord does not know, and ignores. */
  readonly ours?: true;
  /** Value in the sample file where the default would not teach anything. */
  readonly sample?: string;
  /** The text that means this value, or null to leave the option out; without it `plainText` will do. */
  format?(value: NoInfer<T>): string | null;
  /** Stands uncommented in the sample file. */
  readonly shown?: true;
}

/** Rows in the order in which the reference looks at them: with several faults the first one is reported. */
export type Table = Readonly<Record<string, Row<unknown>>>;

/** The values of a section, as the table types them. */
export type Values<T extends Table> = { -readonly [K in keyof T]: T[K] extends Row<infer V> ? V : never };

type Given<T> = Omit<Row<T>, 'expands' | 'rpc' | 'reload' | 'default'> & Partial<Row<T>>;

/** Rows of one section type share what they do not say themselves. */
export function rowMaker(common: Pick<Row<unknown>, 'expands' | 'rpc' | 'reload'>) {
  return {
    /** An option with a default. */
    row: <T>(given: Given<T> & { readonly default: NonNullable<Row<T>['default']> }): Row<T> => ({
      ...common,
      ...given,
    }),
    /** An option that may be left out. */
    optional: <T>(given: Given<T>): Row<T | null> => ({ ...common, default: null, ...given }),
  };
}
