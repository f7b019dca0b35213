// Messages of Protocol Buffers (https://protobuf.dev/programming-guides/encoding), as far as ONNX needs them: a field
// is a key, which holds its number and how it is written, and a value.
import { joined } from '../bytes.js';

const kinds = { varint: 0, bytes: 2, float: 5 } as const;

/** A field of an int64, an int32 or an enum that is not negative. */
export function integer(field: number, value: number): Uint8Array {
  return joined([key(field, kinds.varint), varint(value)]);
}

/** A field of a float. */
export function float(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joined([key(field, kinds.float), bytes]);
}

/** A field of bytes or a string. */
export function bytes(field: number, content: Uint8Array | string): Uint8Array {
  const encoded = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return joined([key(field, kinds.bytes), varint(encoded.length), encoded]);
}

/** A field of a message, which is its fields one after another. */
export function message(field: number, fields: readonly Uint8Array[]): Uint8Array {
  return bytes(field, joined(fields));
}

const key = (field: number, kind: number) => varint(field * 8 + kind);

/** Seven bits a byte, the least significant first; all but the last byte have their highest bit set. */
function varint(value: number): Uint8Array {
  const digits: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Uint8Array.of(...digits, rest);
}
