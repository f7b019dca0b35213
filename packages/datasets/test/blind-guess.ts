import { createRng, type SequenceDataset } from '../src/index.js';

/**
 * What the best guess without the inputs scores on examples drawn: for each step the likelier of 0 and 1,
 * over the scored steps.
 */
export function blindAccuracy(dataset: SequenceDataset, examples = 40_000): number {
  const { targets, mask } = dataset.batch(createRng(11), examples);
  const time = targets.data.length / examples;
  const [ones, scored] = [new Float64Array(time), new Float64Array(time)];
  targets.data.forEach((target, i) => {
    const weight = mask?.data[i] ?? 1;
    ones[i % time]! += weight * target;
    scored[i % time]! += weight;
  });
  const right = ones.reduce((sum, one, step) => sum + Math.max(one, scored[step]! - one), 0);
  return right / scored.reduce((sum, count) => sum + count, 0);
}
