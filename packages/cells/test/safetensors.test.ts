import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type NamedArrays, readSafetensors, writeSafetensors } from '../src/index.js';
import { mutated } from './mutated.js';

const tensors: NamedArrays = {
  weight: { data: Float32Array.of(1.5, -2, 3, 0.1, Number.NaN, 6), shape: [2, 3] },
  'steps/π': { data: Int32Array.of(7), shape: [] },
  empty: { data: new Float32Array(0), shape: [0, 4] },
  bytes: { data: Uint8Array.of(1, 2, 3), shape: [3] },
};

function file(header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

describe('safetensors', () => {
  test.each([
    ['of other lengths', { data: new Float32Array(4), shape: [-2, -2] }, RangeError],
    ['of doubles', { data: new Float64Array(1) as never, shape: [1] }, TypeError],
  ])('an array %s is not written', (_, array, kind) => {
    expect(() => writeSafetensors({ a: array })).toThrow(kind);
  });

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
    ['no type', file({ a: { ...entry, dtype: 4 } }), 'a must have a dtype'],
    [
      'an end before the beginning',
      file({ a: { ...entry, data_offsets: [4, 0] } }),
      'a must end after byte 4',
    ],
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

  const bytesOf = (data: ArrayBufferView) => new Uint8Array(data.buffer);
  const one = (dtype: string, data: Uint8Array, count: number) =>
    readSafetensors(file({ a: { dtype, shape: [count], data_offsets: [0, data.length] } }, data)).tensors.a!;
  const max = Number.MAX_SAFE_INTEGER;

  test.each([
    // 1, −2, the largest, the smallest above zero, −∞, NaN
    [
      'F16',
      Uint16Array.of(0x3c00, 0xc000, 0x7bff, 1, 0xfc00, 0x7e00),
      [1, -2, 65504, 2 ** -24, -Infinity, NaN],
    ],
    ['BF16', Uint16Array.of(0x3f80, 0xc000, 0x4049, 0xff80, 0x7fc0), [1, -2, 3.140625, -Infinity, NaN]],
    ['F64', Float64Array.of(0.1, -2, -Infinity, NaN), [Math.fround(0.1), -2, -Infinity, NaN]],
    ['F8_E5M2', Uint8Array.of(0x3c, 0xc0, 0x7b, 1, 0xfc, 0x7d), [1, -2, 57344, 2 ** -16, -Infinity, NaN]],
    ['F8_E4M3', Uint8Array.of(0x38, 0xc0, 0x7e, 1, 0xff), [1, -2, 448, 2 ** -9, NaN]],
    ['I64', BigInt64Array.of(7n, -(2n ** 31n)), [7, -(2 ** 31)]],
    ['U64', BigUint64Array.of(7n, 2n ** 31n - 1n), [7, 2 ** 31 - 1]],
    ['U32', Uint32Array.of(7, 2 ** 31 - 1), [7, 2 ** 31 - 1]],
    ['I16', Int16Array.of(7, -32768), [7, -32768]],
    ['U16', Uint16Array.of(7, 65535), [7, 65535]],
    ['I8', Int8Array.of(7, -128), [7, -128]],
    ['BOOL', Uint8Array.of(0, 1), [0, 1]],
  ] as const)('reads numbers of type %s', (dtype, data, expected) => {
    expect([...one(dtype, bytesOf(data), data.length).data]).toEqual(expected);
  });

  test('every F16 is what its neighbours and its bits say: ordered, and exact in float32', () => {
    const { data } = one('F16', bytesOf(Uint16Array.from({ length: 0x7c01 }, (_, i) => i)), 0x7c01);
    expect(data.every((value, i) => i === 0 || value > data[i - 1]!)).toBe(true);
    expect(data.at(-1)).toBe(Infinity);
  });

  test.each([
    ['I64', bytesOf(BigInt64Array.of(BigInt(max))), RangeError, `a holds ${max}, which does not fit int32`],
    ['F64', bytesOf(Float64Array.of(1e300)), RangeError, 'a holds 1e+300, which is too large for float32'],
    ['C64', new Uint8Array(8), TypeError, 'a holds C64, which cannot be read'],
    ['toString', new Uint8Array(8), TypeError, 'a holds toString, which cannot be read'],
  ] as const)(
    'a tensor of type %s that cannot be read leaves the others readable',
    (dtype, data, kind, message) => {
      const header = {
        a: { dtype, shape: [1], data_offsets: [0, 8] },
        b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
      };
      const { a, b } = readSafetensors(file(header, Uint8Array.of(...data, 0, 0, 0x80, 0x3f))).tensors;
      expect([...b!.data]).toEqual([1]);
      expect(() => a!.data).toThrow(kind);
      expect(() => a!.data).toThrow(`readSafetensors: ${message}`);
    },
  );

  test.each(['__proto__', 'constructor', 'toString'])('a tensor called %s is one like any other', (name) => {
    const bytes = file(`{"${name}":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, Uint8Array.of(5));
    const { tensors } = readSafetensors(bytes);
    expect(Object.keys(tensors)).toEqual([name]);
    expect(tensors[name]!.data).toEqual(Uint8Array.of(5));
    expect(readSafetensors(file({})).tensors[name]).toBeUndefined();
    expect(writeSafetensors(tensors).length).toBeGreaterThan(8);
  });

  test('a header beyond 16 MiB is refused before it is parsed', () => {
    expect(() => readSafetensors(file(' '.repeat(2 ** 24)))).toThrow('a header may have 16777216 bytes');
  });

  test('whatever bytes are changed, inserted or cut, only documented errors come of it', () => {
    const whole = writeSafetensors(tensors, { format: 'pt' });
    fc.assert(
      fc.property(mutated(whole), (bytes) => {
        let read: ReturnType<typeof readSafetensors>;
        try {
          read = readSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^readSafetensors: /);
          return;
        }
        for (const array of Object.values(read.tensors)) {
          try {
            expect(array.data.length).toBe(array.shape.reduce((product, length) => product * length, 1));
          } catch (error) {
            expect((error as Error).message).toMatch(/^readSafetensors: /);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  test('refuses to write an array that does not fit its shape', () => {
    expect(() => writeSafetensors({ a: { data: new Float32Array(3), shape: [2, 2] } })).toThrow(
      'writeSafetensors: a must hold 4 numbers for shape [2, 2], received 3',
    );
  });
});
