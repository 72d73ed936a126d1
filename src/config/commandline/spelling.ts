/** How an option of a command line is spelled and what it is for. */
export interface OptionSpelling {
  readonly long: string | null;
  readonly short: string | null;
  /** Name of its argument in the help, or null for a flag. */
  readonly argument: string | null;
  /** The argument may be left out; it is written behind `=` only. */
  readonly optional?: true;
  readonly doc: string;
  /** An option that the reference does not have: never what an abbreviation of one of its options means. */
  readonly ours?: true;
}
