import { elementTypeOf, elementTypes } from './element-types.js';
import { type NamedArray, type NamedArrays, sizeOf } from './named-array.js';

export interface Safetensors {
  /** By name; without a prototype, which a file's names could otherwise reach. */
  readonly tensors: Record<string, NamedArray>;
  readonly metadata: Record<string, string>;
}

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

/** Of a header; that of a thousand tensors takes a tenth of a megabyte. */
const mostHeaderBytes = 2 ** 24;

/**
 * The bytes of a safetensors file (https://huggingface.co/docs/safetensors): the length of the header as an
 * unsigned 64-bit little-endian integer, the header in JSON, the arrays one after another. Float32, int32
 * and uint8.
 *
 * @throws RangeError if an array's length does not fit its shape
 * @throws TypeError if it is an array of another kind, or the metadata are not strings
 * @example
 * const bytes = writeSafetensors({ w: { data: Float32Array.of(1, 2), shape: [2] } }, { made: 'by hand' });
 * readSafetensors(bytes).tensors.w.data; // → [1, 2]
 */
export function writeSafetensors(
  tensors: NamedArrays,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  if (!isMetadata(metadata)) throw new TypeError('writeSafetensors: metadata must map names to strings');
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  const arrays = Object.entries(tensors).map(([name, { data, shape }]) => ({ name, data, shape }));
  let end = 0;
  for (const { name, data, shape } of arrays) {
    if (name === '__metadata__')
      throw new RangeError('writeSafetensors: no tensor may be called __metadata__');
    const dtype = elementTypeOf(data);
    if (!dtype)
      throw new TypeError(`writeSafetensors: ${name} must be a Float32Array, Int32Array or Uint8Array`);
    if (!shape.every(isCount) || data.length !== sizeOf(shape)) {
      throw new RangeError(
        `writeSafetensors: ${name} must hold ${sizeOf(shape)} numbers for shape [${shape.join(', ')}], received ${data.length}`,
      );
    }
    header.push([name, { dtype, shape, data_offsets: [end, end + data.byteLength] }]);
    end += data.byteLength;
  }
  // Spaces to a multiple of eight, so that the arrays are aligned in the file.
  const text = JSON.stringify(Object.fromEntries(header));
  const unpadded = new TextEncoder().encode(text).length;
  const json = new TextEncoder().encode(text + ' '.repeat((8 - (unpadded % 8)) % 8));

  const bytes = new Uint8Array(8 + json.length + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  let at = 8 + json.length;
  for (const { data } of arrays) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The arrays of a safetensors file. Strict: a file that is cut short, or whose header, shapes or offsets
 * contradict each other, is refused with the reason.
 *
 * An array is copied out of the bytes when its `data` are first asked for, so that a file can be read for some
 * of its tensors whatever the others are. F16, BF16, F64, F8_E4M3 and F8_E5M2 become float32, BOOL uint8, and
 * integers int32; asking for `data` throws a RangeError where a number does not fit, and a TypeError for
 * numbers of any other type.
 *
 * @throws RangeError if the bytes are not a whole safetensors file, or its header exceeds 16 MiB
 * @example
 * const bytes = writeSafetensors({ w: { data: Float32Array.of(1, 2), shape: [2] } }, { made: 'by hand' });
 * const { tensors, metadata } = readSafetensors(bytes);
 * tensors.w.shape; // → [2]
 * metadata; // → { made: 'by hand' }
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) fail(`a file has at least 8 bytes, received ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) fail(`the header ends at byte ${start}, the file at byte ${bytes.length}`);
  if (start > mostHeaderBytes) fail(`a header may have ${mostHeaderBytes} bytes, received ${start - 8}`);

  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  if (!isMetadata(metadata)) fail('__metadata__ must map names to strings');
  const ordered = Object.entries(entries)
    .map(([name, entry]) => ({ name, ...checkEntry(name, entry) }))
    .sort(({ data_offsets: a }, { data_offsets: b }) => a[0] - b[0] || a[1] - b[1]);
  const tensors: Record<string, NamedArray> = Object.create(null);
  let end = 0;
  for (const { name, dtype, shape, data_offsets } of ordered) {
    const [from, to] = data_offsets;
    if (from !== end) fail(`${name} must begin at byte ${end} of the data, received ${from}`);
    if (start + to > bytes.length) {
      fail(`${name} ends at byte ${start + to}, the file at byte ${bytes.length}`);
    }
    tensors[name] = readWhenAsked(name, dtype, shape, bytes.subarray(start + from, start + to));
    end = to;
  }
  if (start + end !== bytes.length) fail(`${bytes.length - start - end} bytes follow the last tensor`);
  return { tensors, metadata: Object.assign(Object.create(null), metadata) };
}

function fail(reason: string): never {
  throw new RangeError(`readSafetensors: ${reason}`);
}

function readWhenAsked(name: string, dtype: string, shape: readonly number[], bytes: Uint8Array): NamedArray {
  let data: NamedArray['data'] | undefined;
  const read = () => {
    const type = elementTypes[dtype];
    if (!type) throw new TypeError(`readSafetensors: ${name} holds ${dtype}, which cannot be read`);
    try {
      // A copy: Node's Buffer has a slice of its own that shares memory.
      return type.read(new Uint8Array(bytes).buffer);
    } catch (error) {
      return fail(`${name} ${(error as RangeError).message}`);
    }
  };
  return {
    shape,
    get data() {
      data ??= read();
      return data;
    },
  };
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (isRecord(header)) return header;
  } catch {
    // Not UTF-8 or not JSON: the same fault as JSON of another kind.
  }
  return fail('the header must be a JSON object');
}

function checkEntry(name: string, entry: unknown): Entry {
  if (!isRecord(entry)) return fail(`${name} must be described by an object`);
  const { dtype, shape, data_offsets } = entry as Partial<Entry>;
  if (typeof dtype !== 'string') return fail(`${name} must have a dtype`);
  if (!Array.isArray(shape) || !shape.every(isCount))
    return fail(`${name} must have a shape of whole numbers`);
  if (!Array.isArray(data_offsets) || data_offsets.length !== 2 || !data_offsets.every(isCount)) {
    return fail(`${name} must have two data_offsets`);
  }
  const [from, to] = data_offsets;
  if (to < from) return fail(`${name} must end after byte ${from}, received ${to}`);
  const type = elementTypes[dtype];
  const byteLength = sizeOf(shape) * (type?.bytes ?? 0);
  if (type && to - from !== byteLength) {
    return fail(
      `${name} of shape [${shape.join(', ')}] must have ${byteLength} bytes, received ${to - from}`,
    );
  }
  return { dtype, shape, data_offsets };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isMetadata = (value: unknown): value is Record<string, string> =>
  isRecord(value) && Object.values(value).every((text) => typeof text === 'string');
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
