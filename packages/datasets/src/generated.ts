import { requireInteger } from './require.js';
import type { Rng } from './rng.js';
import type { SequenceDataset } from './sequence.js';

type TargetKind = SequenceDataset['targetKind'];
type Targets<Kind extends TargetKind> = Kind extends 'class' ? Int32Array : Float32Array;

interface Generator<Kind extends TargetKind> extends Omit<SequenceDataset, 'batch'> {
  readonly targetKind: Kind;
  /** Steps in an example. */
  readonly time: number;
  /** Draws one example into its part of the batch's arrays, which are zeros before. */
  draw(rng: Rng, inputs: Float32Array, targets: Targets<Kind>): void;
}

/** A dataset whose batches are examples drawn one after the other; the shapes follow from what it says of itself. */
export function generated<Kind extends TargetKind>(
  where: string,
  { time, draw, ...dataset }: Generator<Kind>,
): SequenceDataset<Targets<Kind>> {
  const { scheme, inputSize, outputSize, targetKind } = dataset;
  const steps = scheme === 'many-to-one' ? [] : [time];
  const targetShape = targetKind === 'class' ? steps : [...steps, outputSize];
  const [inputStride, targetStride] = [time * inputSize, targetShape.reduce((a, b) => a * b, 1)];
  const TargetArray = targetKind === 'class' ? Int32Array : Float32Array;
  return {
    ...dataset,
    batch(rng, batchSize) {
      requireInteger(where, 'batchSize', batchSize, 1);
      const inputs = new Float32Array(batchSize * inputStride);
      const targets = new TargetArray(batchSize * targetStride) as Targets<Kind>;
      for (let example = 0; example < batchSize; example++) {
        const [i, k] = [example * inputStride, example * targetStride];
        const target = targets.subarray(k, k + targetStride) as Targets<Kind>;
        draw(rng, inputs.subarray(i, i + inputStride), target);
      }
      return {
        inputs: { data: inputs, shape: [batchSize, time, inputSize] },
        targets: { data: targets, shape: [batchSize, ...targetShape] },
      };
    },
  };
}
