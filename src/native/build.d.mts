export const OUT_DIR: string;
export function ownTarget(): string;
export function buildNative(options?: { outDir?: string; cc?: string; target?: string }): string;
