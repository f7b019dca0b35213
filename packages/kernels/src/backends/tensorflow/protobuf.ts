// The wire format of protocol buffers, as far as a graph needs it (protobuf.dev, "Encoding"): a message is a row of fields, each
// its number and how it is written, then the value.

/** A message, or part of one, as bytes. */
export type Message = readonly Uint8Array[];

const text = new TextEncoder();

/** An unsigned number, seven bits a byte, the lowest first; negative ones as their 64-bit complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

const small = Array.from({ length: 128 }, (_, value) => Uint8Array.of(value));
const number = (value: number) => small[value] ?? varint(value);
const key = (field: number, kind: 0 | 2 | 5) => number(field * 8 + kind);

/** An integer, an enumeration or a truth value. */
export const integer = (field: number, value: number | boolean): Message => [
  key(field, 0),
  number(Number(value)),
];

/** A number of 32 bits. */
export const float = (field: number, value: number): Message => [
  key(field, 5),
  new Uint8Array(Float32Array.of(value).buffer),
];

/** A string, bytes, or a message within one. */
export function bytes(field: number, content: string | Uint8Array | Message): Message {
  const parts =
    typeof content === 'string'
      ? [text.encode(content)]
      : content instanceof Uint8Array
        ? [content]
        : content;
  return [key(field, 2), number(parts.reduce((sum, part) => sum + part.length, 0)), ...parts];
}

/** All of a message in one piece. */
export function joined(message: Message): Uint8Array {
  const all = new Uint8Array(message.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  for (const part of message) {
    all.set(part, end);
    end += part.length;
  }
  return all;
}
