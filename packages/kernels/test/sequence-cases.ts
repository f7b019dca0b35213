import fc from 'fast-check';
import { sequenceNames } from '../src/contract/index.js';
import { type HeldTensor, hold } from './guarded-workspace.js';
import { type Case, randomValues, shapes } from './random-sequence.js';

/** Sequences of every kind with sizes up to `most`, and with what is optional or without. */
export const sequenceCases = (most: number, mostSteps: number) => {
  const size = fc.integer({ min: 1, max: most });
  return fc.record({
    kernel: fc.constantFrom(...sequenceNames),
    batch: size,
    steps: fc.integer({ min: 1, max: mostSteps }),
    inputSize: size,
    hiddenSize: size,
    hasBias: fc.boolean(),
    hasMask: fc.boolean(),
    hasRecurrentBias: fc.boolean(),
    hasCellGradient: fc.boolean(),
    seed: fc.integer(),
  });
};

/**
 * Random values for every input of a case, by name; only a reset after the product has a bias of its own, and complex
 * numbers have two parts.
 */
export function heldInputs(
  drawn: Case,
  { resetAfter, complex = false }: { readonly resetAfter: boolean; readonly complex?: boolean },
) {
  const c = {
    ...drawn,
    hasRecurrentBias: resetAfter && drawn.hasRecurrentBias === true,
    hiddenSize: complex ? 2 * drawn.hiddenSize : drawn.hiddenSize,
  };
  const values = randomValues(c);
  return Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]): [string, HeldTensor] => [
      name,
      hold(values[name]!, shape),
    ]),
  );
}
