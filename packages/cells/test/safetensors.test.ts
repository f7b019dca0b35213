import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NamedArrays, readSafetensors, writeSafetensors } from '../src/index.js';

const tensors: NamedArrays = {
  weight: { data: Float32Array.of(1.5, -2, 3, 0.1, Number.NaN, 6), shape: [2, 3] },
  'steps/π': { data: Int32Array.of(7), shape: [] },
  empty: { data: new Float32Array(0), shape: [0, 4] },
  bytes: { data: Uint8Array.of(1, 2, 3), shape: [3] },
};

function file(header: unknown, data = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  test('a round trip gives the same bits, shapes and metadata', () => {
    const read = readSafetensors(writeSafetensors(tensors, { format: 'pt' }));
    expect(read.tensors).toEqual(tensors);
    expect(read.metadata).toEqual({ format: 'pt' });
  });

  test.skipIf(typeof Buffer === 'undefined')(
    'reads a Node Buffer, which shares its memory with others',
    () => {
      const read = readSafetensors(Buffer.from(writeSafetensors(tensors)));
      expect(read.tensors).toEqual(tensors);
    },
  );

  test('a round trip holds for any names and numbers', () => {
    const arrays = fc.dictionary(
      fc.string().filter((name) => name !== '__metadata__'),
      fc.float32Array().map((data) => ({ data: Float32Array.from(data), shape: [data.length] })),
    );
    fc.assert(
      fc.property(arrays, (named) => {
        expect(readSafetensors(writeSafetensors(named)).tensors).toEqual({ ...named });
      }),
    );
  });

  test('the bytes are those of the format', () => {
    const bytes = writeSafetensors({ a: { data: Float32Array.of(1), shape: [1] } });
    const header = '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    expect(Number(new DataView(bytes.buffer).getBigUint64(0, true))).toBe(56);
    expect(new TextDecoder().decode(bytes.subarray(8, 64))).toBe(header.padEnd(56));
    expect([...bytes.subarray(64)]).toEqual([0, 0, 0x80, 0x3f]);
  });

  test('every way of cutting a file short is refused', () => {
    const bytes = writeSafetensors(tensors);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length)), `${length} bytes`).toThrow(
        /^readSafetensors: /,
      );
    }
  });

  const entry = { dtype: 'F32', shape: [1], data_offsets: [0, 4] };
  test.each([
    ['no JSON', file('{"a":'), 'the header must be a JSON object'],
    ['a list as header', file([]), 'the header must be a JSON object'],
    ['an unknown type', file({ a: { ...entry, dtype: 'F64' } }), 'a must be F32, I32 or U8, received F64'],
    ['a negative shape', file({ a: { ...entry, shape: [-1] } }), 'a must have a shape of whole numbers'],
    ['no offsets', file({ a: { dtype: 'F32', shape: [1] } }), 'a must have two data_offsets'],
    ['too few bytes', file({ a: { ...entry, shape: [2] } }), 'a of shape [2] must have 8 bytes, received 4'],
    ['a gap', file({ a: { ...entry, data_offsets: [4, 8] } }, new Uint8Array(8)), 'a must begin at byte 0'],
    ['an overlap', file({ a: entry, b: entry }, new Uint8Array(4)), 'b must begin at byte 4'],
    ['bytes left over', file({ a: entry }, new Uint8Array(5)), '1 bytes follow the last tensor'],
    ['metadata that is no map', file({ __metadata__: { n: 1 } }), '__metadata__ must map names to strings'],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('refuses to write an array that does not fit its shape', () => {
    expect(() => writeSafetensors({ a: { data: new Float32Array(3), shape: [2, 2] } })).toThrow(
      'writeSafetensors: a must hold 4 numbers for shape [2, 2], received 3',
    );
  });
});
