import { describe, expect, it } from 'vitest';
import { ShapeError, sequenceKernels } from '../src/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { guardedWorkspace, type HeldTensor, hold, instantiateBuilds } from './guarded-workspace.js';
import { type Case, type Cell, shapes } from './random-sequence.js';

const build = (await instantiateBuilds()).get('simd')!;
const attrs = { reverse: false, activation: 'tanh', resetAfter: true, inputGradient: true, parameters: 1 };

/** The shapes of every input that a kernel takes, for a call of these sizes. */
function inputShapes(kernel: string, sizes: Partial<Case> = {}): Record<string, number[]> {
  const c: Case = {
    cell: kernel.match(/^[A-Z][a-z]+/)![0] as Cell,
    batch: 3,
    steps: 5,
    inputSize: 2,
    hiddenSize: 4,
    hasBias: true,
    hasMask: true,
    hasRecurrentBias: true,
    hasCellGradient: true,
    seed: 1,
    ...sizes,
  };
  const { dHidden, dCell, ...forward } = shapes(c);
  if (!kernel.endsWith('Grad')) return forward;
  const sequence = [c.batch, c.steps, c.hiddenSize];
  return {
    ...forward,
    hidden: sequence,
    dHidden: sequence,
    ...(c.cell === 'Lstm' && { cell: sequence, dCell: sequence }),
    ...(c.cell === 'Lstm' && { reserve: [build.run.lstmReserve(c.batch, c.steps, c.hiddenSize)] }),
    ...(c.cell === 'Gru' && { reserve: [build.run.gruReserve(c.batch, c.steps, c.hiddenSize)] }),
  };
}

const zeros = (shape: number[]): HeldTensor =>
  hold(
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 0),
    shape,
  );
const call = (kernel: string, inputs: Record<string, HeldTensor>) => () =>
  workspaceKernels[kernel]!(guardedWorkspace(build, 0), inputs, attrs);
const heldOf = (all: Record<string, number[]>) =>
  Object.fromEntries(Object.entries(all).map(([name, shape]) => [name, zeros(shape)]));

describe.each(sequenceKernels)('%s', (kernel) => {
  it('runs on what fits', () => {
    expect(call(kernel, heldOf(inputShapes(kernel)))).not.toThrow();
  });

  it.each(['batch', 'steps', 'inputSize'])('refuses an empty %s with a ShapeError', (size) => {
    const run = call(kernel, heldOf(inputShapes(kernel, { [size]: 0 })));
    expect(run).toThrow(ShapeError);
    expect(run).toThrow(`${kernel}: x must have shape [batch, time, feature] with no empty axis`);
  });

  it('refuses hidden size 0 with a ShapeError', () => {
    const run = call(kernel, heldOf(inputShapes(kernel, { hiddenSize: 0 })));
    expect(run).toThrow(ShapeError);
    expect(run).toThrow(`${kernel}: initialHidden must have shape [batch, hidden] with no empty axis`);
  });

  it('names the input whose shape does not fit, whichever it is', () => {
    const fitting = inputShapes(kernel);
    for (const [name, shape] of Object.entries(fitting)) {
      if (name === 'x' || name === 'initialHidden') continue; // the sizes are theirs
      const longer = [...shape.slice(0, -1), shape.at(-1)! + 1];
      const run = call(kernel, { ...heldOf(fitting), [name]: zeros(longer) });
      expect(run, name).toThrow(ShapeError);
      expect(run, name).toThrow(`${kernel}: ${name} must have shape [${shape.join(', ')}], received`);
    }
  });

  it('refuses any input that is not float32 with a TypeError', () => {
    const fitting = heldOf(inputShapes(kernel));
    for (const name of Object.keys(fitting)) {
      const run = call(kernel, { ...fitting, [name]: { ...fitting[name]!, dtype: 'int32' } });
      expect(run, name).toThrow(TypeError);
      expect(run, name).toThrow(`${kernel}: ${name} must be float32, received int32`);
    }
  });
});

describe.each([
  ['SgdUpdate', []],
  ['MomentumUpdate', ['accumulation0']],
  ['RmspropUpdate', ['meanSquare0', 'moment0']],
  ['AdamUpdate', ['first0', 'second0']],
])('%s', (kernel, state) => {
  it('refuses a gradient or a state that does not have the shape of its parameter', () => {
    const shared = { factor: zeros([]), power1: zeros([]), power2: zeros([]) };
    const fitting = {
      ...shared,
      ...Object.fromEntries(['value0', 'gradient0', ...state].map((name) => [name, zeros([2, 3])])),
    };
    expect(call(kernel, fitting)).not.toThrow();
    for (const name of ['gradient0', ...state]) {
      const run = call(kernel, { ...fitting, [name]: zeros([3, 2]) });
      expect(run).toThrow(ShapeError);
      expect(run).toThrow(`${kernel}: ${name} must have shape [2, 3], received [3, 2]`);
    }
  });
});
