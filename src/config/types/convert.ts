import type { Machine } from '../context.ts';

/** Turns an expanded text into a value, or throws BadValue in the reference's words. */
export type Convert<T> = (text: string, machine: Machine) => T;
