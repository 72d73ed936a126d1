export function buildNative(options?: { outDir?: string; cc?: string; target?: string }): string;
