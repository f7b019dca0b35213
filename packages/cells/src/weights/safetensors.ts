import type { NamedArray, NamedArrays } from './named-array.js';

export interface Safetensors {
  readonly tensors: Record<string, NamedArray>;
  readonly metadata: Record<string, string>;
}

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };

const types = { F32: Float32Array, I32: Int32Array, U8: Uint8Array };
type Dtype = keyof typeof types;

/**
 * The bytes of a safetensors file (https://huggingface.co/docs/safetensors): the length of the header as an
 * unsigned 64-bit little-endian integer, the header in JSON, the arrays one after another. Float32, int32
 * and uint8.
 *
 * @throws RangeError if an array's length does not fit its shape
 */
export function writeSafetensors(
  tensors: NamedArrays,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: [string, unknown][] = Object.keys(metadata).length > 0 ? [['__metadata__', metadata]] : [];
  let end = 0;
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    if (name === '__metadata__')
      throw new RangeError('writeSafetensors: no tensor may be called __metadata__');
    if (data.length !== sizeOf(shape)) {
      throw new RangeError(
        `writeSafetensors: ${name} must hold ${sizeOf(shape)} numbers for shape [${shape.join(', ')}], received ${data.length}`,
      );
    }
    const dtype = Object.keys(types).find((key) => data instanceof types[key as Dtype]);
    if (!dtype)
      throw new TypeError(`writeSafetensors: ${name} must be a Float32Array, Int32Array or Uint8Array`);
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
  for (const { data } of Object.values(tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * The arrays of a safetensors file, copied out of its bytes. Strict: a file that is cut short, or whose
 * header, shapes or offsets contradict each other, is refused with the reason.
 *
 * @throws RangeError if the bytes are not a whole safetensors file
 * @throws TypeError if a tensor has a type other than F32, I32 and U8
 */
export function readSafetensors(bytes: Uint8Array): Safetensors {
  const fail = (reason: string): never => {
    throw new RangeError(`readSafetensors: ${reason}`);
  };
  if (bytes.length < 8) fail(`a file has at least 8 bytes, received ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = view.getBigUint64(0, true);
  const start = 8 + Number(headerLength);
  if (start > bytes.length) fail(`the header ends at byte ${start}, the file at byte ${bytes.length}`);

  const header = parseHeader(bytes.subarray(8, start), fail);
  const { __metadata__: metadata = {}, ...entries } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    fail('__metadata__ must map names to strings');
  }
  const tensors: [string, NamedArray][] = [];
  let end = 0;
  const sorted = Object.entries(entries).map(
    ([name, entry]) => [name, checkEntry(name, entry, fail)] as const,
  );
  for (const [name, { dtype, shape, data_offsets }] of sorted.sort(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1],
  )) {
    const [from, to] = data_offsets;
    if (from !== end) fail(`${name} must begin at byte ${end} of the data, received ${from}`);
    if (start + to > bytes.length) {
      fail(`${name} ends at byte ${start + to}, the file at byte ${bytes.length}`);
    }
    const Type = types[dtype as Dtype];
    // A copy: Node's Buffer has a slice of its own that shares memory.
    const copy = Uint8Array.from(bytes.subarray(start + from, start + to));
    tensors.push([name, { data: new Type(copy.buffer), shape }]);
    end = to;
  }
  if (start + end !== bytes.length) fail(`${bytes.length - start - end} bytes follow the last tensor`);
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

function parseHeader(json: Uint8Array, fail: (reason: string) => never): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
    if (isRecord(header)) return header;
  } catch {
    // Not UTF-8 or not JSON: the same fault as JSON of another kind.
  }
  return fail('the header must be a JSON object');
}

function checkEntry(name: string, entry: unknown, fail: (reason: string) => never): Entry {
  if (!isRecord(entry)) return fail(`${name} must be described by an object`);
  const { dtype, shape, data_offsets } = entry as Partial<Entry>;
  if (!Array.isArray(shape) || !shape.every(isCount))
    return fail(`${name} must have a shape of whole numbers`);
  if (!Array.isArray(data_offsets) || data_offsets.length !== 2 || !data_offsets.every(isCount)) {
    return fail(`${name} must have two data_offsets`);
  }
  if (dtype === undefined || !(dtype in types)) {
    throw new TypeError(`readSafetensors: ${name} must be F32, I32 or U8, received ${String(dtype)}`);
  }
  const byteLength = sizeOf(shape) * types[dtype as Dtype].BYTES_PER_ELEMENT;
  const [from, to] = data_offsets;
  if (to - from !== byteLength) {
    return fail(
      `${name} of shape [${shape.join(', ')}] must have ${byteLength} bytes, received ${to - from}`,
    );
  }
  return { dtype, shape, data_offsets };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
