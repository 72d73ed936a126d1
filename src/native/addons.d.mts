export const TARGETS: readonly { readonly arch: string; readonly libc: string; readonly name: string }[];
export function buildAddons(options?: { outDir?: string }): void;
