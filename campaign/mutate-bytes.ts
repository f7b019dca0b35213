import type { Dice } from './dice.js';

/** The bytes with one bit the other way. */
export function flipped(dice: Dice, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[dice.below(copy.length)]! ^= 1 << dice.below(8);
  return copy;
}

/** The first bytes, at least one too few. */
export const truncated = (dice: Dice, bytes: Uint8Array): Uint8Array =>
  bytes.slice(0, dice.below(bytes.length));

export const extended = (dice: Dice, bytes: Uint8Array): Uint8Array =>
  joined(bytes, dice.bytes(dice.between(1, 16)));

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** One to four things done to the bytes: flipped, overwritten, cut out, doubled, exchanged. */
export function mutateBytes(dice: Dice, bytes: Uint8Array): Uint8Array {
  let mutated = bytes;
  for (let left = dice.between(1, 4); left > 0 && mutated.length > 0; left--) {
    const at = dice.below(mutated.length);
    const to = Math.min(mutated.length, at + dice.between(1, 16));
    const [before, part, after] = [mutated.slice(0, at), mutated.slice(at, to), mutated.slice(to)];
    mutated = dice.pick([
      () => flipped(dice, mutated),
      () => joined(before, dice.bytes(part.length), after),
      () => joined(before, new Uint8Array(part.length).fill(dice.pick([0, 1, 0x7f, 0x80, 0xff])), after),
      () => joined(before, after),
      () => joined(before, part, part, after),
      () => joined(after, part, before),
    ])();
  }
  return mutated;
}
