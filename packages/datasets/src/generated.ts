import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { Accepts, SequenceDataset } from './sequence.js';

type TargetKind = SequenceDataset['targetKind'];
type Targets<Kind extends TargetKind> = Kind extends 'class' ? Int32Array : Float32Array;

interface Generator<Kind extends TargetKind> extends Omit<SequenceDataset, 'batch' | 'batchWhere'> {
  readonly targetKind: Kind;
  /** Steps in an example. */
  readonly time: number;
  /** Whether not every step is scored: the dataset has a mask then. */
  readonly masked?: boolean;
  /**
   * Draws one example into its part of the batch's arrays, which are zeros before; returns how likely it was.
   * @param mask one number a step, to be 1 where it is scored; empty unless the dataset is masked
   */
  draw(rng: Rng, inputs: Float32Array, targets: Targets<Kind>, mask: Float32Array): number;
  /** What tells the example drawn last from all others, as in {@link Accepts}; the bits of its inputs unless given. */
  readonly identity?: ArrayLike<number>;
}

/** A dataset whose batches are examples drawn one after the other; the shapes follow from what it says of itself. */
export function generated<Kind extends TargetKind>(
  where: string,
  { time, masked = false, draw, identity, ...dataset }: Generator<Kind>,
): SequenceDataset<Targets<Kind>> {
  const { scheme, inputSize, outputSize, targetKind } = dataset;
  const steps = scheme === 'many-to-one' ? [] : [time];
  const targetShape = targetKind === 'class' ? steps : [...steps, outputSize];
  const [inputStride, targetStride] = [time * inputSize, targetShape.reduce((a, b) => a * b, 1)];
  const TargetArray = targetKind === 'class' ? Int32Array : Float32Array;
  const drawn = (rng: Rng, batchSize: number, accepts?: Accepts) => {
    requireInteger(where, 'batchSize', batchSize, 1);
    const inputs = new Float32Array(batchSize * inputStride);
    const targets = new TargetArray(batchSize * targetStride) as Targets<Kind>;
    const maskStride = masked ? time : 0;
    const masks = new Float32Array(batchSize * maskStride);
    for (let example = 0; example < batchSize; example++) {
      const [i, k] = [example * inputStride, example * targetStride];
      const input = inputs.subarray(i, i + inputStride);
      const bits = new Int32Array(inputs.buffer, 4 * i, inputStride);
      const target = targets.subarray(k, k + targetStride) as Targets<Kind>;
      const mask = masks.subarray(example * maskStride, (example + 1) * maskStride);
      let chance = draw(rng, input, target, mask);
      while (accepts && !accepts(identity ?? bits, chance)) {
        input.fill(0);
        target.fill(0);
        mask.fill(0);
        chance = draw(rng, input, target, mask);
      }
    }
    return {
      inputs: { data: inputs, shape: [batchSize, time, inputSize] },
      targets: { data: targets, shape: [batchSize, ...targetShape] },
      ...(masked && { mask: { data: masks, shape: [batchSize, time] } }),
    };
  };
  return {
    ...dataset,
    batch: drawn,
    batchWhere: (accepts, rng, batchSize) => drawn(rng, batchSize, accepts),
  };
}
