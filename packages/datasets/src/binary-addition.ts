import { blindDigitAccuracy } from './binary-addition-baseline.js';
import { bitsOf, integerOf } from './bits.js';
import { type GivenValues, integer, oneOf, option, parseOptions } from './options.js';
import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { Accepts, NdArray, SequenceBatch, SequenceDataset } from './sequence.js';

export const binaryAdditionOptions = {
  maxDigits: option(integer(1, 10_000), 'digits of the longest summand', 16),
  minDigits: option(integer(1), 'digits of the shortest summand', 1),
  scheme: option(
    oneOf(['many-to-many', 'encoder-decoder']),
    'least significant digit first beside the sum, or most significant first before it',
    'many-to-many',
  ),
  padding: option(
    oneOf(['auto', 'behind', 'front']),
    'where shorter examples are padded: in front after the scheme encoder-decoder, else behind',
    'auto',
  ),
};
export type BinaryAdditionOptions = GivenValues<typeof binaryAdditionOptions>;

/** Least significant digit first with the sum beside it, or most significant first with the sum afterwards. */
export type AdditionScheme = NonNullable<BinaryAdditionOptions['scheme']>;

/**
 * Where an example shorter than others is padded. Behind its end, the steps between reading a digit and
 * writing the sum's vary with its length; in front, with leading zeros, they are the same for all, which decides
 * whether a network learns it.
 */
export type AdditionPadding = 'behind' | 'front';

export interface AdditionBatch extends SequenceBatch<Float32Array> {
  /** [batch, time]: 1 on the digits of an example, 0 on its padding. */
  readonly mask: NdArray<Float32Array>;
}

export interface BinaryAdditionDataset extends SequenceDataset<Float32Array> {
  readonly scheme: AdditionScheme;
  readonly padding: AdditionPadding;
  batch(rng: Rng, batchSize: number): AdditionBatch;
  batchWhere(accepts: Accepts, rng: Rng, batchSize: number): AdditionBatch;
  /**
   * The one example a + b, in its own length (digits of the longer summand + 1), however long that is, or
   * padded to `steps`.
   * @throws RangeError unless both are non-negative integers; beyond 2⁵³ give a bigint
   */
  encode(a: number | bigint, b: number | bigint, steps?: number): AdditionBatch;
  /**
   * The integer that digits in this dataset's order spell.
   * @throws RangeError if there is no digit, or one that is neither 0 nor 1
   */
  decode(digits: ArrayLike<number>): bigint;
}

/**
 * Add two binary numbers. Each summand has minDigits to maxDigits digits, uniformly, so that short ones
 * occur; its leading digit is 1 (a single digit is 0 or 1). Both are padded with zeros to n + 1 digits, n
 * the longer one's, and the sum always fits.
 *
 * - `many-to-many`: least significant digit first; at every step one digit of each summand comes in and the
 *   sum's digit goes out. 10110100 + 10111 = 11001011 is read as 001011010 and 111010000, answered 110100110.
 * - `encoder-decoder`: most significant digit first; all of the pairs are read before the first digit of
 *   the sum is written. inputs are the encoder's steps, targets and mask the decoder's; what the decoder is
 *   fed under teacher forcing is {@link teacherForcingInputs}.
 *
 * inputs [batch, maxDigits + 1, 2]; targets Float32 [batch, maxDigits + 1, 1]; mask [batch, maxDigits + 1],
 * 1 on the n + 1 digits of the example, 0 on the padding of zeros behind or in front of them (the same in
 * inputs and targets). The baseline is the share of digits that the best guess per step gets right.
 *
 * @throws RangeError if maxDigits or minDigits is not an integer ≥ 1 or minDigits exceeds maxDigits
 * @throws TypeError if the scheme or the padding is unknown, or padding in front is asked for where the least
 *   significant digit comes first
 * @example
 * const addition = binaryAddition({ maxDigits: 16 });
 * addition.decode(addition.encode(180, 23).targets.data); // → 203n
 */
export function binaryAddition(options: BinaryAdditionOptions = {}): BinaryAdditionDataset {
  const values = parseOptions('binaryAddition', binaryAdditionOptions, options);
  const { maxDigits, minDigits, scheme } = values;
  requireInteger('binaryAddition', 'minDigits', minDigits, 1, maxDigits);
  const leastFirst = scheme === 'many-to-many';
  const padding = values.padding === 'auto' ? (leastFirst ? 'behind' : 'front') : values.padding;
  if (leastFirst && padding === 'front') {
    throw new TypeError(
      "binaryAddition: padding must be 'behind' where the least significant digit comes first, received 'front'",
    );
  }

  /** The step of the digit of weight 2^digit in an example of `length` digits. */
  const stepOf = (digit: number, length: number, time = maxDigits + 1) =>
    leastFirst ? digit : (padding === 'front' ? time : length) - 1 - digit;

  /** Writes a + b, digits least significant first, as one example. */
  function write(to: AdditionBatch, example: number, a: Uint8Array, b: Uint8Array, length: number): void {
    const time = to.mask.shape[1]!;
    let carry = 0;
    for (let digit = 0; digit < length; digit++) {
      const step = example * time + stepOf(digit, length, time);
      const sum = a[digit]! + b[digit]! + carry;
      to.inputs.data[2 * step] = a[digit]!;
      to.inputs.data[2 * step + 1] = b[digit]!;
      to.targets.data[step] = sum & 1;
      to.mask.data[step] = 1;
      carry = sum >> 1;
    }
  }

  const drawn = (rng: Rng, batchSize: number, accepts?: Accepts) => {
    requireInteger('binaryAddition', 'batchSize', batchSize, 1);
    const batch = zeros(batchSize, maxDigits + 1);
    const [a, b] = [new Uint8Array(maxDigits + 1), new Uint8Array(maxDigits + 1)];
    const pair = new Uint8Array(2 * maxDigits + 1);
    /** What identifies a pair, however long others may be: the digits of one, a mark, those of the other. */
    const identity = (p: number, q: number) => {
      for (let i = 0; i < p; i++) pair[i] = a[i]!;
      pair[p] = 2;
      for (let i = 0; i < q; i++) pair[p + 1 + i] = b[i]!;
      return pair.subarray(0, p + q + 1);
    };
    for (let example = 0; example < batchSize; example++) {
      let [p, q] = [draw(rng, minDigits, maxDigits, a), draw(rng, minDigits, maxDigits, b)];
      while (accepts && !accepts(identity(p, q), chances[p]! * chances[q]!)) {
        p = draw(rng, minDigits, maxDigits, a);
        q = draw(rng, minDigits, maxDigits, b);
      }
      write(batch, example, a, b, Math.max(p, q) + 1);
    }
    return batch;
  };
  /** How likely each number of so many digits is. */
  const chances = Array.from(
    { length: maxDigits + 1 },
    (_, digits) => 2 ** -Math.max(digits - 1, 1) / (maxDigits - minDigits + 1),
  );

  let baseline: SequenceDataset['baseline'] | undefined;
  return {
    name: 'binary-addition',
    scheme,
    padding,
    inputSize: 2,
    outputSize: 1,
    targetKind: 'binary',
    get baseline() {
      baseline ??= { metric: 'accuracy', value: blindDigitAccuracy(minDigits, maxDigits, stepOf) };
      return baseline;
    },
    batch: drawn,
    batchWhere: (accepts, rng, batchSize) => drawn(rng, batchSize, accepts),
    encode(a, b, steps = 0) {
      const bitsA = bitsOf('binaryAddition.encode', 'a', a);
      const bitsB = bitsOf('binaryAddition.encode', 'b', b);
      const length = Math.max(bitsA.length, bitsB.length) + 1;
      const padded = (bits: readonly number[]) => Uint8Array.from({ length }, (_, digit) => bits[digit] ?? 0);
      const batch = zeros(1, Math.max(length, steps));
      write(batch, 0, padded(bitsA), padded(bitsB), length);
      return batch;
    },
    decode(digits) {
      const inOrder = Array.from(digits);
      return integerOf('binaryAddition.decode', leastFirst ? inOrder.reverse() : inOrder);
    },
  };
}

function zeros(batchSize: number, time: number): AdditionBatch {
  return {
    inputs: { data: new Float32Array(batchSize * time * 2), shape: [batchSize, time, 2] },
    targets: { data: new Float32Array(batchSize * time), shape: [batchSize, time, 1] },
    mask: { data: new Float32Array(batchSize * time), shape: [batchSize, time] },
  };
}

/** Fills `digits` with a number of min to max digits, least significant first; returns how many. */
function draw(rng: Rng, min: number, max: number, digits: Uint8Array): number {
  const count = min + Math.floor(rng() * (max - min + 1));
  for (let digit = 0; digit < count; digit++) digits[digit] = 2 * rng(); // a whole number when it is stored
  if (count > 1) digits[count - 1] = 1;
  for (let digit = count; digit < digits.length; digit++) digits[digit] = 0;
  return count;
}
