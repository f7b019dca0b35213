import { gradName, sequences } from '../src/contract/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import type { Workspace } from '../src/webassembly/workspace.js';
import { type HeldTensor, hold } from './guarded-workspace.js';
import { type Case, randomValues, shapes } from './random-sequence.js';

export type Compute = (workspace: Workspace) => void;

const large = { batch: 150, steps: 7, inputSize: 5, hiddenSize: 37, hasBias: true, hasMask: true, seed: 3 };

/** Calls that have something to share among many threads. */
export const largeCalls: [string, Case, Record<string, string | boolean>][] = [
  ['rnn', { ...large, kernel: 'RnnSequence' }, { activation: 'tanh' }],
  ['gru', { ...large, kernel: 'GruSequence', hasRecurrentBias: true }, { resetAfter: true }],
  ['gru with the reset before', { ...large, kernel: 'GruSequence' }, { resetAfter: false }],
  ['lstm', { ...large, kernel: 'LstmSequence', hasCellGradient: true }, {}],
];

/** The outputs of both kernels, of which the second reads what the first has kept. */
export function bothKernels(
  c: Case,
  attrs: object,
  run: (compute: Compute) => Float32Array[],
): Float32Array[] {
  const all = { reverse: false, inputGradient: true, ...attrs };
  const values = randomValues(c);
  const held: Record<string, HeldTensor> = Object.fromEntries(
    Object.entries(shapes(c)).map(([name, shape]) => [name, hold(values[name]!, shape)]),
  );
  const { dHidden, dCell, ...inputs } = held;
  const outputs = run((workspace) => workspaceKernels[c.kernel](workspace, inputs, all));
  Object.keys(sequences[c.kernel].outputs).forEach((name, i) => {
    held[name] = hold(outputs[i]!, name === 'reserve' ? [outputs[i]!.length] : dHidden!.shape);
  });
  const shown = outputs.filter((_, i) => Object.keys(sequences[c.kernel].outputs)[i] !== 'reserve');
  return [...shown, ...run((workspace) => workspaceKernels[gradName(c.kernel)](workspace, held, all))];
}
