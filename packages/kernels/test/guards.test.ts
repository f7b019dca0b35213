import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { matmul } from '../src/webassembly/matmul.js';
import type { Workspace } from '../src/webassembly/workspace.js';
import { guardedWorkspace, hold, instantiateBuilds } from './guarded-workspace.js';
import { generator } from './random-sequence.js';

const builds = await instantiateBuilds();

/** Runs a kernel between guards of two kinds; results that depend on the kind were read where nothing was written. */
function runGuarded(build: string, run: (workspace: Workspace) => void): Float32Array[] {
  const [results, again] = [255, 0].map((guard) => {
    const workspace = guardedWorkspace(builds.get(build)!, guard);
    run(workspace);
    expect(workspace.damage()).toEqual([]);
    return workspace.results();
  });
  expect(again).toEqual(results);
  return results!;
}

function randomHeld(random: () => number, shape: number[]) {
  const length = shape.reduce((a, b) => a * b, 1);
  return hold(
    Float32Array.from({ length }, () => 0.1 + random()),
    shape,
  );
}

const size = fc.integer({ min: 1, max: 70 });
const products = fc.record({
  rows: size,
  depth: size,
  columns: size,
  transposeA: fc.boolean(),
  transposeB: fc.boolean(),
  hasBias: fc.boolean(),
  activation: fc.constantFrom(...Object.values(activationCodes)),
  seed: fc.integer(),
});

const scalar = hold([0.9], []);
/** Every optimizer with its attributes, what its parameters share, and the state of each. */
const optimizers = [
  { kernel: 'SgdUpdate', attrs: { learningRate: 0.1 }, shared: {}, state: [] },
  ...[false, true].map((nesterov) => ({
    kernel: 'MomentumUpdate',
    attrs: { learningRate: 0.1, nesterov },
    shared: { factor: scalar },
    state: ['accumulation'],
  })),
  {
    kernel: 'RmspropUpdate',
    attrs: { learningRate: 0.1, decay: 0.9, momentum: 0.5, epsilon: 1e-7 },
    shared: {},
    state: ['meanSquare', 'moment'],
  },
  {
    kernel: 'AdamUpdate',
    attrs: { learningRate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-7 },
    shared: { power1: scalar, power2: scalar },
    state: ['first', 'second'],
  },
];

describe.each([...builds.keys()])('the %s build touches nothing outside its tensors:', (build) => {
  it('matmul of every shape, either side transposed, with and without bias', () => {
    fc.assert(
      fc.property(products, ({ rows, depth, columns, transposeA, transposeB, hasBias, activation, seed }) => {
        const random = generator(seed);
        const a = randomHeld(random, transposeA ? [depth, rows] : [rows, depth]);
        const b = randomHeld(random, transposeB ? [columns, depth] : [depth, columns]);
        const bias = hasBias ? randomHeld(random, [columns]) : undefined;
        const [product] = runGuarded(build, (workspace) =>
          matmul(workspace, { a, b, bias }, { transposeA, transposeB, activation }),
        );
        expect(product!.length).toBe(rows * columns);
      }),
      { numRuns: 60 },
    );
  });

  it('matmul across its cache blocks', () => {
    const random = generator(1);
    const [a, b] = [randomHeld(random, [67, 259]), randomHeld(random, [259, 263])];
    runGuarded(build, (workspace) =>
      matmul(workspace, { a, b, bias: undefined }, { transposeA: false, transposeB: false, activation: -1 }),
    );
  });

  it.each(optimizers)('$kernel of three parameters of every size', ({ kernel, attrs, shared, state }) => {
    fc.assert(
      fc.property(fc.array(size, { minLength: 3, maxLength: 3 }), fc.integer(), (sizes, seed) => {
        const random = generator(seed);
        const inputs: Record<string, ReturnType<typeof hold>> = { ...shared };
        for (const [i, length] of sizes.entries())
          for (const name of ['value', 'gradient', ...state])
            inputs[`${name}${i}`] = randomHeld(random, [length]);
        const results = runGuarded(build, (workspace) =>
          workspaceKernels[kernel]!(workspace, inputs, { ...attrs, parameters: sizes.length }),
        );
        const perParameter = 1 + state.length;
        expect(results.map(({ length }) => length)).toEqual(
          sizes.flatMap((length) => Array<number>(perParameter).fill(length)),
        );
        // A gradient above zero lowers every parameter, to its last number.
        for (const [i, length] of sizes.entries())
          for (let at = 0; at < length; at++)
            expect(results[i * perParameter]![at]).toBeLessThan(inputs[`value${i}`]!.values[at]!);
      }),
      { numRuns: 20 },
    );
  });
});
