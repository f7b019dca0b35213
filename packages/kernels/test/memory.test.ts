import { expect, it } from 'vitest';
import type { SequenceName } from '../src/contract/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import type { Workspace } from '../src/webassembly/workspace.js';
import { type HeldTensor, hold, instantiateBuilds } from './guarded-workspace.js';
import { type Case, randomValues, shapes } from './random-sequence.js';

const { run } = (await instantiateBuilds()).get('simd')!;

/** The floats of outputs and bytes of scratch that a kernel asks for: with scratch at 0 it computes nothing. */
function requested(
  kernel: SequenceName,
  inputs: Record<string, HeldTensor>,
): { floats: number; scratch: number } {
  const totals = { floats: 0, scratch: 0 };
  const workspace: Workspace = {
    run,
    input: () => 0,
    output(shape) {
      totals.floats += shape.reduce((a, b) => a * b, 1);
      return 0;
    },
    reserve(floats) {
      totals.floats += floats;
      return 0;
    },
    scratch(bytes) {
      totals.scratch += bytes;
      return 0;
    },
    outputs: () => [],
    close() {},
  };
  workspaceKernels[kernel](workspace, inputs, { reverse: false, activation: 'tanh', resetAfter: true });
  return totals;
}

it.each([
  ['RnnSequence', 1, 0],
  ['GruSequence', 1, 4],
  ['LstmSequence', 2, 5],
] as const)(
  '%s keeps %i·B·T·H + %i·B₈·T·H floats, and scratch depends on neither B nor T',
  (kernel, outputs, kept) => {
    const base: Case = {
      kernel,
      batch: 1,
      steps: 1,
      inputSize: 3,
      hiddenSize: 5,
      hasBias: true,
      hasMask: true,
      seed: 1,
    };
    const small = inputsOf(base);
    for (const [batch, steps] of [
      [1, 1000],
      [13, 7],
      [64, 10],
    ] as const) {
      const c = { ...base, batch, steps };
      const { floats, scratch } = requested(kernel, inputsOf(c));
      const padded = 8 * Math.ceil(batch / 8);
      expect(floats).toBe((outputs * batch + kept * padded) * steps * c.hiddenSize);
      expect(scratch).toBe(requested(kernel, small).scratch);
    }
  },
);

function inputsOf(c: Case): Record<string, HeldTensor> {
  const values = randomValues(c);
  return Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]) => [name, hold(values[name]!, shape)]),
  );
}
