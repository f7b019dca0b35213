/** A named array of a safetensors file: dtype F32. */
export interface NamedArray {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes float32 arrays as safetensors: eight bytes with the header's length, a JSON header padded with spaces
 * to a multiple of eight, and the little-endian values one after the other. The same arrays give the same bytes.
 *
 * @throws RangeError if an array's length is not the product of its shape
 * @see the safetensors format, Hugging Face
 */
export function writeSafetensors(
  tensors: Readonly<Record<string, NamedArray>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  let offset = 0;
  const header: Record<string, unknown> = Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {};
  for (const [name, { data, shape }] of Object.entries(tensors)) {
    const size = shape.reduce((product, length) => product * length, 1);
    if (data.length !== size) {
      throw new RangeError(
        `writeSafetensors: ${name} of shape [${shape.join(', ')}] needs ${size} values, received ${data.length}`,
      );
    }
    header[name] = { dtype: 'F32', shape, data_offsets: [offset, offset + 4 * size] };
    offset += 4 * size;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let position = 8 + headerLength;
  for (const { data } of Object.values(tensors)) {
    for (const value of data) {
      view.setFloat32(position, value, true);
      position += 4;
    }
  }
  return bytes;
}

/**
 * Reads a safetensors file of float32 arrays.
 *
 * @throws RangeError if the bytes are not a whole safetensors file, or hold another dtype than F32
 */
export function readSafetensors(bytes: Uint8Array): {
  readonly tensors: Record<string, NamedArray>;
  readonly metadata: Record<string, string>;
} {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = bytes.length < 8 ? Number.POSITIVE_INFINITY : Number(view.getBigUint64(0, true));
  const start = 8 + headerLength;
  if (start > bytes.length)
    throw new RangeError(`readSafetensors: the file ends within its header (${bytes.length} bytes)`);
  const { __metadata__: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, start));
  let end = start;
  const tensors: Record<string, NamedArray> = {};
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(
    entries as Record<string, HeaderEntry>,
  )) {
    if (dtype !== 'F32') throw new RangeError(`readSafetensors: ${name} must be F32, received ${dtype}`);
    const [from, to] = [start + data_offsets[0], start + data_offsets[1]];
    const size = shape.reduce((product, length) => product * length, 1);
    if (!(from >= start && to - from === 4 * size)) {
      throw new RangeError(
        `readSafetensors: ${name} of shape [${shape.join(', ')}] does not fit its offsets`,
      );
    }
    if (to > bytes.length)
      throw new RangeError(`readSafetensors: the file ends within ${name} (${bytes.length} bytes)`);
    tensors[name] = {
      data: Float32Array.from({ length: size }, (_, i) => view.getFloat32(from + 4 * i, true)),
      shape,
    };
    end = Math.max(end, to);
  }
  if (end !== bytes.length)
    throw new RangeError(`readSafetensors: ${bytes.length - end} bytes are left over`);
  return { tensors, metadata: metadata as Record<string, string> };
}

function parseHeader(json: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new RangeError('readSafetensors: the header is not JSON');
  }
}
