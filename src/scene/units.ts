/** `12 KiB`, `1.5 GiB`. */
export function size(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const number = bytes / 1024 ** power;
  return `${number < 10 && power > 0 ? Number(number.toFixed(1)) : Math.round(number)} ${UNITS[power]}`;
}

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `12 ms`, `0.3 s`, `12 s`, `5 min`, `3 h 20 min`, `4 d 3 h`. */
export function duration(milliseconds: number): string {
  if (milliseconds > 0 && milliseconds < 100) return `${Math.max(Math.round(milliseconds), 1)} ms`;
  const seconds = Math.max(milliseconds, 0) / 1000;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `2026-07-30 12:13:14 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
