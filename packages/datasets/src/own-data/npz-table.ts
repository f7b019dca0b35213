import { type UnzipFileInfo, unzipSync } from 'fflate';
import { at, type Cell, excerpt, type Table } from './table.js';

/** As NumPy has it. */
const mostDimensions = 64;

/** Numbers or texts in row-major order. */
interface Values {
  readonly shape: readonly number[];
  at(index: number): Cell;
}

/**
 * The arrays of a NumPy archive as fields, a row for every entry along their first dimension.
 *
 * @throws RangeError that names the array that cannot be read or has another number of rows
 */
export function npzTable(file: string, bytes: Uint8Array): Table {
  const entries = at(
    () => file,
    () => unzipped(bytes),
  );
  const arrays = new Map<string, Values>();
  for (const [entry, content] of Object.entries(entries)) {
    if (!entry.endsWith('.npy')) throw new RangeError(`${file} is no NumPy archive: it holds ${entry}`);
    const name = entry.slice(0, -'.npy'.length);
    arrays.set(
      name,
      at(
        () => `${file}: ${name}`,
        () => readNpy(content),
      ),
    );
  }
  const fields = [...arrays.keys()];
  if (fields.length === 0) throw new RangeError(`${file} is a zip without an array`);
  const count = arrays.get(fields[0]!)!.shape[0] ?? 0;
  for (const [name, { shape }] of arrays) {
    if (shape.length === 0)
      throw new RangeError(`${file}: ${name} is one number; an array has an entry for every example`);
    if (shape[0] !== count)
      throw new RangeError(
        `${file}: ${name} must have ${count} entries as ${fields[0]} has, received ${shape[0]}`,
      );
  }
  return {
    file,
    fieldsAre: 'arrays',
    fields,
    count,
    cell(row, field) {
      const values = arrays.get(field);
      return values && entryOf(values, 0, row);
    },
    place: (row) => `entry ${row}`,
  };
}

/** Bytes of all arrays together that are taken into memory. */
const mostBytes = 2 ** 30;
/** How many bytes a compressed one can stand for at most (RFC 1951: 258 for two bits), and what an empty entry may claim. */
const mostByByte = 1032;

/** The entries of a zip. What they claim to hold is checked before memory is taken for it. */
function unzipped(bytes: Uint8Array): Record<string, Uint8Array> {
  const entries: UnzipFileInfo[] = [];
  unzip(bytes, (entry) => {
    entries.push(entry);
    return false;
  });
  for (const { name, size, originalSize } of entries)
    if (originalSize > mostByByte * (size + 1))
      throw new RangeError(
        `${name} claims ${originalSize} bytes, more than ${size} compressed ones can hold`,
      );
  const claimed = entries.reduce((sum, { originalSize }) => sum + originalSize, 0);
  if (claimed > mostBytes)
    throw new RangeError(`its arrays take ${claimed} bytes, of which ${mostBytes} may be read`);
  return unzip(bytes, () => true);
}

function unzip(bytes: Uint8Array, filter: (entry: UnzipFileInfo) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    const why = error instanceof RangeError ? 'an entry holds more than it claims' : (error as Error).message;
    throw new RangeError(`this is no whole zip: ${why}`);
  }
}

/** The part of an array at an index of one of its dimensions, as nested lists. */
function entryOf(values: Values, dimension: number, index: number): Cell {
  const size = values.shape[dimension + 1];
  if (size === undefined) return values.at(index);
  return Array.from({ length: size }, (_, i) => entryOf(values, dimension + 1, index * size + i));
}

/** A NumPy array file, versions 1 to 3 of the format: numbers of any size, true and false, or texts. */
function readNpy(bytes: Uint8Array): Values {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isNpy = bytes.length > 10 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY';
  if (!isNpy) throw new RangeError('this is no NumPy array');
  const isShort = bytes[6] === 1;
  const start = isShort ? 10 : 12;
  const end =
    bytes.length < start ? Infinity : start + (isShort ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > bytes.length) throw new RangeError('it ends within its header');
  const header = new TextDecoder('latin1').decode(bytes.subarray(start, end));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descr === undefined || dimensions === undefined)
    throw new RangeError(
      'its type is none of numbers or texts; save it as one of those, not as objects or records',
    );
  if (/'fortran_order':\s*True/.test(header))
    throw new RangeError('it is in Fortran order; save numpy.ascontiguousarray of it');
  const shape = dimensions.split(',').flatMap((size) => (size.trim() === '' ? [] : [Number(size)]));
  if (shape.length > mostDimensions || !shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new RangeError(`its shape (${excerpt(dimensions)}) is none`);
  const [, order = '|', kind = '', digits = ''] = /^([<>|=])([a-zA-Z])(\d+)$/.exec(descr) ?? [];
  const size = Number(digits) * (kind === 'U' ? 4 : 1);
  const little = order !== '>';
  const read = readers(view, little)[`${kind}${kind === 'U' || kind === 'S' ? '' : digits}`];
  if (!read)
    throw new RangeError(`its type '${descr}' cannot be read; numbers, true and false, and texts can`);
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  // Of entries without a byte there can be any number.
  if (size === 0 || shape.slice(1).includes(0)) throw new RangeError('its entries are empty');
  if (bytes.length - end < count * size)
    throw new RangeError(`it ends after ${bytes.length - end} bytes of its ${count * size}`);
  if (kind === 'U') requireCharacters(view, little, end, count * size);
  return { shape, at: (index) => read(end + index * size, size) };
}

/** @throws RangeError if what stands there, four bytes a character, is no text */
function requireCharacters(view: DataView, little: boolean, from: number, length: number): void {
  for (let place = from; place < from + length; place += 4)
    if (view.getUint32(place, little) > 0x10ffff) throw new RangeError('its texts are none');
}

/** What is at a place, by NumPy's name of the type. */
function readers(
  view: DataView,
  little: boolean,
): Readonly<Record<string, (place: number, size: number) => Cell>> {
  const half = (place: number) => {
    const bits = view.getUint16(place, little);
    const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
    if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
  };
  const text = (place: number, size: number, step: number) => {
    const points: number[] = [];
    for (let at = place; at < place + size; at += step) {
      const point = step === 4 ? view.getUint32(at, little) : view.getUint8(at);
      if (point !== 0) points.push(point);
    }
    return points.map((point) => String.fromCodePoint(point)).join('');
  };
  return {
    f2: half,
    f4: (place) => view.getFloat32(place, little),
    f8: (place) => view.getFloat64(place, little),
    i1: (place) => view.getInt8(place),
    i2: (place) => view.getInt16(place, little),
    i4: (place) => view.getInt32(place, little),
    i8: (place) => Number(view.getBigInt64(place, little)),
    u1: (place) => view.getUint8(place),
    u2: (place) => view.getUint16(place, little),
    u4: (place) => view.getUint32(place, little),
    u8: (place) => Number(view.getBigUint64(place, little)),
    b1: (place) => view.getUint8(place) !== 0,
    U: (place, size) => text(place, size, 4),
    S: (place, size) => text(place, size, 1),
  };
}
