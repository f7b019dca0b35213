import type { SequenceBatch, SequenceDataset } from '../sequence.js';

/**
 * An example out of JSON as `exportDataset` writes it a line, `{"inputs":[[…],…],"targets":…,"mask":[…]}`, as a batch of one.
 *
 * @param dataset what the example is one of; its sequences may be longer or shorter
 * @throws RangeError that says what is missing
 * @example
 * readExample({ inputs: [[0], [1]], targets: [[0], [1]] }, parity()).inputs.shape; // [1, 2, 1]
 */
export function readExample(
  example: unknown,
  dataset: Pick<SequenceDataset, 'inputSize' | 'outputSize' | 'targetKind' | 'scheme'>,
): SequenceBatch {
  const { inputs, targets, mask } = (example ?? {}) as Record<string, unknown>;
  const { inputSize, outputSize, targetKind, scheme } = dataset;
  const isStep = (step: unknown) =>
    Array.isArray(step) && step.length === inputSize && step.every(Number.isFinite);
  if (!Array.isArray(inputs) || inputs.length === 0 || !inputs.every(isStep)) {
    throw new RangeError(`inputs must be a list of steps of ${inputSize} numbers`);
  }
  const values = [targets].flat(2) as number[];
  if (!values.every(Number.isFinite)) throw new RangeError('targets must be numbers');
  const time = inputs.length;
  const perStep = scheme !== 'many-to-one';
  if (perStep && !(Array.isArray(targets) && targets.length === time)) {
    throw new RangeError(`targets must be a list of ${time}`);
  }
  const isClass = targetKind === 'class';
  const leading = perStep ? [1, time] : [1];
  const isMasked = perStep && Array.isArray(mask) && mask.length === time;
  return {
    inputs: { data: Float32Array.from(inputs.flat()), shape: [1, time, inputSize] },
    targets: {
      data: isClass ? Int32Array.from(values) : Float32Array.from(values),
      shape: isClass ? leading : [...leading, outputSize],
    },
    ...(isMasked && { mask: { data: Float32Array.from(mask), shape: [1, time] } }),
  };
}
