/** Reads ELF executables of 64 bits, and writes them anew from parts of their memory: https://refspecs.linuxfoundation.org/elf/ */

export const TYPE = { load: 1, note: 4, table: 6 };
export const FLAG = { execute: 1, write: 2, read: 4 };

const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const SECTION_BYTES = 64;
const SYMBOL_BYTES = 24;
const EXECUTABLE_AT_FIXED_ADDRESS = 2;
const SYMBOLS = 2;

/** What follows stands in the order of the file's own tables. */
export function readElf(content) {
  if (content.toString('latin1', 0, 6) !== '\x7fELF\x02\x01') throw new Error('not an ELF file of 64 bits');
  if (content.readUInt16LE(16) !== EXECUTABLE_AT_FIXED_ADDRESS)
    throw new Error('not an ELF executable of a fixed address');
  return {
    content,
    entry: number(content, 24),
    segments: rows(content, number(content, 32), content.readUInt16LE(56), SEGMENT_BYTES).map((at) =>
      segment(content, at),
    ),
    sections: sections(content),
  };
}

/** Functions and objects with their sizes, by address. */
export function symbols({ content, sections }) {
  const table = sections.find(({ type }) => type === SYMBOLS);
  if (table === undefined) throw new Error('the file has no symbols: it is stripped already');
  const names = sections[table.link];
  return rows(content, table.offset, table.size / SYMBOL_BYTES, SYMBOL_BYTES)
    .map((at) => ({
      name: text(content, names.offset + content.readUInt32LE(at)),
      kind: content[at + 4] & 15,
      address: number(content, at + 8),
      size: number(content, at + 16),
    }))
    .filter(({ kind, size }) => (kind === 1 || kind === 2) && size > 0)
    .sort((a, b) => a.address - b.address);
}

/** The bytes at an address. A view: what is written to it changes the file. */
export function bytesAt({ content, segments }, from, to) {
  const found = segments.find(
    ({ type, address, size }) => type === TYPE.load && address <= from && to <= address + size,
  );
  if (found === undefined) throw new Error(`nothing of the file is at 0x${from.toString(16)}`);
  return content.subarray(found.offset + from - found.address, found.offset + to - found.address);
}

/**
 * A file whose loaded segments are the given ones, in the order of their addresses. The headers are a segment of their
 * own, at `headers`; what else the program had in its table (dynamic, TLS, …) stays as it was. Names of sections and
 * symbols are gone.
 */
export function writeElf({ elf, segments, notes, headers, entry, page }) {
  const others = elf.segments.filter(({ type }) => type !== TYPE.load && type !== TYPE.table && type !== TYPE.note);
  const count = 2 + segments.length + others.length + notes.length;
  const size = HEADER_BYTES + count * SEGMENT_BYTES;
  const own = { flags: FLAG.read, offset: 0, address: headers, size, memory: size, align: page };
  const placed = place(segments, size, page);
  const table = { ...own, type: TYPE.table, offset: HEADER_BYTES, address: headers + HEADER_BYTES };
  const sizeOfTable = size - HEADER_BYTES;
  const all = [
    { ...table, size: sizeOfTable, memory: sizeOfTable, align: 8 },
    ...others.filter(({ type }) => type === 3).map((other) => moved(other, placed)),
    { ...own, type: TYPE.load },
    ...placed,
    ...[...others.filter(({ type }) => type !== 3), ...notes].map((other) => moved(other, placed)),
  ];
  const last = placed.at(-1);
  const file = Buffer.alloc(last.offset + last.size);
  elf.content.copy(file, 0, 0, HEADER_BYTES);
  for (const [index, each] of all.entries()) writeSegment(file, HEADER_BYTES + index * SEGMENT_BYTES, each);
  for (const { bytes, offset } of placed) bytes.copy(file, offset);
  writeHeader(file, entry, all.length);
  return file;
}

function place(segments, headers, page) {
  let end = headers;
  return segments.map((segment) => {
    const offset = up(end, page) + (segment.address % page);
    end = offset + segment.size;
    return { ...segment, type: TYPE.load, offset, align: page };
  });
}

function moved(other, placed) {
  const inside = placed.find(
    ({ address, size }) => address <= other.address && other.address + other.size <= address + size,
  );
  return inside === undefined ? other : { ...other, offset: inside.offset + other.address - inside.address };
}

function writeHeader(file, entry, segments) {
  file.writeBigUInt64LE(BigInt(entry), 24);
  file.writeBigUInt64LE(BigInt(HEADER_BYTES), 32);
  file.writeBigUInt64LE(0n, 40);
  file.writeUInt16LE(segments, 56);
  for (const at of [60, 62]) file.writeUInt16LE(0, at);
}

function writeSegment(file, at, { type, flags, offset, address, size, memory, align }) {
  file.writeUInt32LE(type, at);
  file.writeUInt32LE(flags, at + 4);
  for (const [index, value] of [offset, address, address, size, memory, align].entries()) {
    file.writeBigUInt64LE(BigInt(value), at + 8 + index * 8);
  }
}

function segment(content, at) {
  const [offset, address, , size, memory, align] = [8, 16, 24, 32, 40, 48].map((field) => number(content, at + field));
  return { type: content.readUInt32LE(at), flags: content.readUInt32LE(at + 4), offset, address, size, memory, align };
}

function sections(content) {
  const all = rows(content, number(content, 40), content.readUInt16LE(60), SECTION_BYTES).map((at) => ({
    at: content.readUInt32LE(at),
    type: content.readUInt32LE(at + 4),
    address: number(content, at + 16),
    offset: number(content, at + 24),
    size: number(content, at + 32),
    link: content.readUInt32LE(at + 40),
  }));
  const names = all[content.readUInt16LE(62)];
  return all.map((section) => ({ ...section, name: text(content, names.offset + section.at) }));
}

const rows = (_content, start, count, size) => Array.from({ length: count }, (_, index) => start + index * size);
const number = (content, at) => Number(content.readBigUInt64LE(at));
const text = (content, at) => content.toString('latin1', at, content.indexOf(0, at));
export const up = (value, page) => Math.ceil(value / page) * page;
export const down = (value, page) => Math.floor(value / page) * page;

function union(ranges) {
  const result = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

/** `others` in order and apart. */
export function without(ranges, others) {
  return ranges.flatMap(([from, to]) => {
    const result = [];
    let start = from;
    for (const [begin, end] of union(others)) {
      if (end <= start || begin >= to) continue;
      if (begin > start) result.push([start, begin]);
      start = Math.max(start, end);
    }
    return start < to ? [...result, [start, to]] : result;
  });
}
