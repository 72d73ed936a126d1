import { readFileSync, writeFileSync } from 'node:fs';

const ENTRY = 24;
const PROGRAM_HEADERS = 32;
const HEADER_SIZE = 54;
const HEADER_COUNT = 56;
const LOAD = 1;
const EXECUTE = 1;

/** start.c's place for the address to go on at. */
const PLACEHOLDER = Buffer.from('5453757065727631', 'hex').reverse();

/** Makes `code`, which lies somewhere in an ELF file of 64 bits, the first that runs; it goes on where the file began. */
export function becomeEntry(file, code) {
  const content = readFileSync(file);
  const at = content.lastIndexOf(code);
  if (at === -1) throw new Error(`the code is not in ${file}`);
  const segment = segments(content).find(({ offset, size }) => offset <= at && at + code.length <= offset + size);
  if (segment === undefined) throw new Error(`the code is in no part of ${file} that is loaded`);
  const original = content.readBigUInt64LE(ENTRY);
  content.writeBigUInt64LE(original, at + code.indexOf(PLACEHOLDER));
  content.writeUInt32LE(content.readUInt32LE(segment.header + 4) | EXECUTE, segment.header + 4);
  content.writeBigUInt64LE(BigInt(segment.address + at - segment.offset), ENTRY);
  writeFileSync(file, content);
}

function segments(content) {
  const start = Number(content.readBigUInt64LE(PROGRAM_HEADERS));
  const size = content.readUInt16LE(HEADER_SIZE);
  return Array.from({ length: content.readUInt16LE(HEADER_COUNT) }, (_, index) => start + index * size)
    .filter((header) => content.readUInt32LE(header) === LOAD)
    .map((header) => ({
      header,
      offset: Number(content.readBigUInt64LE(header + 8)),
      address: Number(content.readBigUInt64LE(header + 16)),
      size: Number(content.readBigUInt64LE(header + 32)),
    }));
}
