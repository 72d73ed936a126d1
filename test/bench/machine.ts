import { statfsSync } from 'node:fs';
import { availableParallelism, release, tmpdir } from 'node:os';

/** What figures depend on, for the sentence above them. */
export interface Machine {
  readonly date: string;
  readonly cores: number;
  readonly kernel: string;
  readonly node: string;
  /** Where logs are written; null where its number is not known here. */
  readonly fileSystem: string | null;
}

/** f_type of statfs(2). */
const FILE_SYSTEMS = new Map([
  [0xef53, 'ext4'],
  [0x58465342, 'XFS'],
  [0x9123683e, 'Btrfs'],
  [0x01021994, 'tmpfs'],
  [0x794c7630, 'overlayfs'],
]);

export function thisMachine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    // What a builder put behind the version says nothing to others.
    kernel: /^[\d.]+/.exec(release())?.[0] ?? release(),
    node: process.versions.node,
    fileSystem: FILE_SYSTEMS.get(statfsSync(tmpdir()).type) ?? null,
  };
}
