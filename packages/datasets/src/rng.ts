/** A stream of uniform numbers in [0, 1). */
export type Rng = () => number;

/** The four 32-bit words a {@link SeededRng} continues from; plain data, safe to write to disk. */
export type RngState = readonly [number, number, number, number];

/** An {@link Rng} whose position can be read, so that a stopped run continues with the same numbers. */
export interface SeededRng extends Rng {
  readonly state: RngState;
}

/**
 * Seeded pseudo-random numbers, the same on every platform: sfc32 (Doty-Humphrey, PractRand), which uses
 * 32-bit integer arithmetic only. Each draw carries 32 random bits.
 *
 * @param seed any finite number
 * @param stream a name; the same seed gives an independent sequence for each name
 * @throws RangeError if the seed is not finite
 * @example
 * const rng = createRng(1);
 * [rng(), rng()]; // → [0.028837, 0.414008]
 */
export function createRng(seed: number, stream = ''): SeededRng {
  if (!Number.isFinite(seed))
    throw new RangeError(`createRng: seed must be a finite number, received ${seed}`);
  const rng = restoreRng(hash(`${seed}/${stream}`));
  for (let warmUp = 0; warmUp < 15; warmUp++) rng();
  return rng;
}

/**
 * The stream that continues where `state` was read.
 *
 * @example
 * const rng = createRng(1);
 * rng();
 * const again = restoreRng(rng.state);
 * again() === rng(); // → true
 */
export function restoreRng(state: RngState): SeededRng {
  let [a, b, c, counter] = state;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  return Object.defineProperty(next, 'state', {
    get: (): RngState => [a, b, c, counter],
  }) as unknown as SeededRng;
}

/** FNV-1a over the text, once per word with its own offset. */
function hash(text: string): RngState {
  const word = (offset: number) => {
    let value = (2166136261 ^ offset) | 0;
    for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16777619);
    return Math.imul(value ^ (value >>> 15), 2246822507) | 0;
  };
  return [word(1), word(2), word(3), 1];
}
