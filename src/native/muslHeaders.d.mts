export function muslHeaders(arch: string): string;
export function muslRoot(arch: string): string;
