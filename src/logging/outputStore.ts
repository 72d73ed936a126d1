import type { OutputPlan } from './outputPlan.ts';
import { createShapedOutput, type Shape } from './shapedOutput.ts';
import type { LogSink } from './sink.ts';

/** Where the text of a program ends up, besides syslog: its log file, and what stands beside it. */
export interface OutputStore {
  write(data: Buffer): void;
  /** There is no more: what was held back is written. */
  end(): void;
}

/** With a tee the file keeps the bytes as they are, and lines get their shape there. */
export function createOutputStore(
  { shaped }: Pick<OutputPlan, 'shaped'>,
  file: Pick<LogSink, 'write'> | null,
  tee: Pick<LogSink, 'write'> | null,
  shape: Shape,
): OutputStore {
  const viewed = tee ?? file;
  const lines = shaped && viewed !== null ? createShapedOutput(shape, (data) => viewed.write(data)) : null;
  return {
    write(data) {
      if (tee !== null) file?.write(data);
      if (lines === null) viewed?.write(data);
      else lines.write(data);
    },
    end: () => lines?.end(),
  };
}
