import type { NamedArray } from './named-array.js';

type Numbers = NamedArray['data'];

/** A type of number in a safetensors file. */
interface ElementType {
  readonly bytes: number;
  /**
   * Its numbers, out of bytes of their own.
   *
   * @throws RangeError if one of them fits neither a float32 nor an int32
   */
  read(bytes: ArrayBuffer): Numbers;
}

/** By the names of the format, little-endian: floating-point numbers become float32, integers int32 where they fit. */
export const elementTypes: Readonly<Record<string, ElementType>> = Object.assign(Object.create(null), {
  F32: { bytes: 4, read: (bytes) => new Float32Array(bytes) },
  F64: { bytes: 8, read: (bytes) => toFloat32(new Float64Array(bytes)) },
  F16: { bytes: 2, read: (bytes) => Float32Array.from(new Uint16Array(bytes), (bits) => half(bits)) },
  BF16: {
    bytes: 2,
    read: (bytes) => new Float32Array(Uint32Array.from(new Uint16Array(bytes), (bits) => bits << 16).buffer),
  },
  F8_E5M2: { bytes: 1, read: (bytes) => Float32Array.from(new Uint8Array(bytes), (bits) => half(bits << 8)) },
  F8_E4M3: { bytes: 1, read: (bytes) => Float32Array.from(new Uint8Array(bytes), e4m3) },
  I64: { bytes: 8, read: (bytes) => toInt32(new BigInt64Array(bytes)) },
  U64: { bytes: 8, read: (bytes) => toInt32(new BigUint64Array(bytes)) },
  I32: { bytes: 4, read: (bytes) => new Int32Array(bytes) },
  U32: { bytes: 4, read: (bytes) => toInt32(new Uint32Array(bytes)) },
  I16: { bytes: 2, read: (bytes) => Int32Array.from(new Int16Array(bytes)) },
  U16: { bytes: 2, read: (bytes) => Int32Array.from(new Uint16Array(bytes)) },
  I8: { bytes: 1, read: (bytes) => Int32Array.from(new Int8Array(bytes)) },
  U8: { bytes: 1, read: (bytes) => new Uint8Array(bytes) },
  BOOL: { bytes: 1, read: (bytes) => new Uint8Array(bytes) },
} satisfies Record<string, ElementType>);

/** The type whose numbers are kept as they are; none for an array of another kind. */
export function elementTypeOf(data: unknown): 'F32' | 'I32' | 'U8' | undefined {
  if (data instanceof Float32Array) return 'F32';
  if (data instanceof Int32Array) return 'I32';
  return data instanceof Uint8Array ? 'U8' : undefined;
}

function toFloat32(values: Float64Array): Float32Array {
  const rounded = Float32Array.from(values);
  const at = rounded.findIndex((value, i) => !Number.isFinite(value) && Number.isFinite(values[i]));
  if (at >= 0) throw new RangeError(`holds ${values[at]}, which is too large for float32`);
  return rounded;
}

function toInt32(values: BigInt64Array | BigUint64Array | Uint32Array): Int32Array {
  return Int32Array.from(values as ArrayLike<number | bigint>, (value) => {
    const number = Number(value);
    if (number === (number | 0)) return number;
    throw new RangeError(`holds ${value}, which does not fit int32`);
  });
}

/** IEEE 754 binary16: a sign, five bits of exponent, ten of fraction. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}

/** A sign, four bits of exponent, three of fraction; all ones is NaN, and nothing is infinite (Micikevicius et al. 2022). */
function e4m3(bits: number): number {
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const fraction = (bits & 7) / 8;
  if ((bits & 0x7f) === 0x7f) return Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -6 : sign * (1 + fraction) * 2 ** (exponent - 7);
}
