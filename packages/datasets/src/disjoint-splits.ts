import type { Rng } from './rng.js';
import type { Accepts, SequenceDataset } from './sequence.js';

/** Examples more likely than this are on every side: who never draws one sees another task. */
const common = 1 / 100;

/**
 * Which side of a split an example is on, from a hash of what identifies it: nothing is stored, and sides stay apart
 * whatever is drawn.
 *
 * @param shares of all examples, by the sides' names; together 1
 * @returns the side's name; undefined for an example drawn more often than once in a hundred times, which is on every
 *   side
 * @throws RangeError if a share is not positive or they do not come to 1
 * @example
 * const sideOf = sidesOf({ training: 0.8, test: 0.2 });
 * sideOf([3, 1, 4], 1 / 1000) === sideOf([3, 1, 4], 1 / 1000); // → true
 */
export function sidesOf<Name extends string>(
  shares: Readonly<Record<Name, number>>,
  seed = 0,
): (...example: Parameters<Accepts>) => Name | undefined {
  const names = Object.keys(shares) as Name[];
  const total = names.reduce((sum, name) => sum + shares[name], 0);
  if (!names.every((name) => shares[name] > 0) || Math.abs(total - 1) > 1e-9) {
    throw new RangeError(
      `disjointSplits: shares must be positive and come to 1, received ${Object.values(shares)}`,
    );
  }
  return (identity, chance) => {
    if (chance > common) return undefined;
    let left = hash(identity, seed) / 2 ** 32;
    for (const name of names) {
      left -= shares[name];
      if (left < 0) return name;
    }
    return names.at(-1)!;
  };
}

/**
 * Datasets that share no example, drawn as the whole is. Samples that are drawn alike collide where examples are few:
 * what is held out then has been trained on.
 *
 * Only an example that is drawn more often than once in a hundred times is on every side, as likely as it is in the
 * whole: a running AND of 1s alone, all of ten palindromes of two digits.
 *
 * @param shares of all examples, by the sides' names; together 1
 * @throws TypeError if the dataset cannot be split
 * @throws RangeError if a share is not positive or they do not come to 1
 * @example
 * const { training, test } = disjointSplits(parity({ length: 12 }), { training: 0.8, test: 0.2 });
 * training.batch(createRng(1), 32).inputs.shape; // → [32, 12, 1]
 * test.batch(createRng(1), 32).inputs.shape; // → [32, 12, 1]
 */
export function disjointSplits<Dataset extends SequenceDataset, Name extends string>(
  dataset: Dataset,
  shares: Readonly<Record<Name, number>>,
  { seed = 0 }: { readonly seed?: number } = {},
): Readonly<Record<Name, Dataset>> {
  const sideOf = sidesOf(shares, seed);
  const sides = (Object.keys(shares) as Name[]).map((name) => {
    const { batchWhere } = dataset;
    if (!batchWhere) throw new TypeError(`disjointSplits: ${dataset.name} cannot pass examples over`);
    const batch: Dataset['batch'] = (rng, batchSize) => {
      const accepts: Accepts = (...example) =>
        (sideOf(...example) ?? (rng() < shares[name] ? name : '')) === name;
      return batchWhere(accepts, rng, batchSize);
    };
    return [name, { ...dataset, batch }] as const;
  });
  return Object.fromEntries(sides) as Record<Name, Dataset>;
}

/** The examples of a dataset that `accepts` takes. */
export function datasetWhere<Dataset extends SequenceDataset>(dataset: Dataset, accepts: Accepts): Dataset {
  return { ...dataset, batch: (rng: Rng, batchSize: number) => dataset.batchWhere!(accepts, rng, batchSize) };
}

/** FNV-1a over integers, then MurmurHash3's finalizer, which lets every one reach every bit. */
export function hash(integers: ArrayLike<number>, seed: number): number {
  let value = (2166136261 ^ seed) | 0;
  for (let i = 0; i < integers.length; i++) value = Math.imul(value ^ integers[i]!, 16777619);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
