/**
 * Leaves of ICU's data what Node.js itself is built with as "small-icu": English, all time zones, no converters but the
 * small ones. Languages are most of it.
 * The format is ICU's package: a header, a table of names and offsets sorted by name, the items in the same order.
 */
import { up } from './elf.mjs';

const MAGIC = 0x27da;
const ALIGNMENT = 16;
const LARGE_CONVERTER = 8192;

const LANGUAGES = /^(root|en|en_US|en_US_POSIX|pool|res_index)\.res$/;
/** Rules to spell numbers, to write one script in another, and to find words where there are no blanks. */
const UNUSED_FOLDERS = /^(rbnf|translit)\//;
const UNUSED = /^(.*\.dict|unames\.icu|confusables\.cfu|postalCodeData\.res)$/;
/** Files beside those of the languages in the folder of all languages. */
const LANGUAGE = /^([a-z]{2,3}(_[A-Za-z0-9]+)*)\.res$/;

/** Writes a smaller package over the one in `data`; the number of bytes that are left of it. */
export function trimIcu(data) {
  const items = readItems(data).filter(({ path, bytes }) => isKept(path, bytes.length));
  const packed = pack(data.subarray(0, data.readUInt16LE(0)), items);
  if (packed.length > data.length) throw new Error('less data of ICU take more room');
  data.fill(0);
  packed.copy(data);
  return packed.length;
}

function isKept(path, size) {
  if (UNUSED.test(path) || UNUSED_FOLDERS.test(path)) return false;
  if (path.endsWith('.cnv')) return size <= LARGE_CONVERTER;
  const [, folder, file = path] = /^(\w+)\/(.*)$/.exec(path) ?? [];
  return folder === undefined
    ? !LANGUAGE.test(file) || LANGUAGES.test(file)
    : !file.endsWith('.res') || LANGUAGES.test(file);
}

function readItems(data) {
  const header = data.readUInt16LE(0);
  if (data.readUInt16LE(2) !== MAGIC || data.toString('latin1', 12, 16) !== 'CmnD') throw new Error("not ICU's data");
  const body = data.subarray(header);
  const count = body.readUInt32LE(0);
  const offset = (index) => (index === count ? body.length : body.readUInt32LE(8 + index * 8));
  return Array.from({ length: count }, (_, index) => {
    const at = body.readUInt32LE(4 + index * 8);
    const name = body.toString('latin1', at, body.indexOf(0, at));
    return {
      name,
      path: name.slice(name.indexOf('/') + 1),
      bytes: Buffer.from(body.subarray(offset(index), offset(index + 1))),
    };
  });
}

function pack(header, items) {
  const names = items.map(({ name }) => Buffer.from(`${name}\0`, 'latin1'));
  const table = Buffer.alloc(4 + items.length * 8);
  table.writeUInt32LE(items.length);
  let name = table.length;
  let at = up(name + names.reduce((sum, { length }) => sum + length, 0), ALIGNMENT);
  const start = at;
  for (const [index, { bytes }] of items.entries()) {
    table.writeUInt32LE(name, 4 + index * 8);
    table.writeUInt32LE(at, 8 + index * 8);
    name += names[index].length;
    at += up(bytes.length, ALIGNMENT);
  }
  const body = Buffer.alloc(at);
  Buffer.concat([table, ...names]).copy(body);
  let place = start;
  for (const { bytes } of items) {
    bytes.copy(body, place);
    place += up(bytes.length, ALIGNMENT);
  }
  return Buffer.concat([header, body]);
}
