import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradName, losses, lossNames, type OptimizerName, sequences } from '../src/contract/index.js';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { matmul } from '../src/webassembly/matmul.js';
import type { Workspace } from '../src/webassembly/workspace.js';
import { guardedWorkspace, type HeldTensor, hold, instantiateBuilds } from './guarded-workspace.js';
import { nativeBuilds } from './native-builds.js';
import { generator } from './random-sequence.js';
import { heldInputs, sequenceCases } from './sequence-cases.js';

const builds = new Map([...(await instantiateBuilds()), ...nativeBuilds(1024)]);

/** Runs a kernel between guards of two kinds; results that depend on the kind were read where nothing was written. */
function runGuarded(build: string, run: (workspace: Workspace) => void): Float32Array[] {
  const [results, again] = [255, 0].map((guard) => {
    const workspace = guardedWorkspace(builds.get(build)!, guard);
    run(workspace);
    expect(workspace.damage()).toEqual([]);
    return workspace.results();
  });
  const [first, second] = [results!, again!].map((arrays) => arrays.map(({ buffer }) => Buffer.from(buffer)));
  expect(first!.findIndex((bytes, i) => !bytes.equals(second![i]!))).toBe(-1);
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
const optimizers: {
  kernel: OptimizerName;
  attrs: Record<string, number | boolean>;
  shared: Record<string, HeldTensor>;
  state: string[];
}[] = [
  { kernel: 'SgdUpdate', attrs: { learningRate: 0.1 }, shared: {}, state: [] },
  ...[false, true].map((nesterov) => ({
    kernel: 'MomentumUpdate' as const,
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

const attributes = fc.record({
  reverse: fc.boolean(),
  resetAfter: fc.boolean(),
  complex: fc.boolean(),
  inputGradient: fc.boolean(),
  activation: fc.constantFrom('tanh', 'relu', 'sigmoid', 'identity', 'step'),
});

describe.each([...builds.keys()])('the %s build touches nothing outside its tensors:', (build) => {
  it('sequences of every size and their gradients, with and without what is optional', () => {
    fc.assert(
      fc.property(sequenceCases(70, 20), attributes, (c, attrs) => {
        const held = heldInputs(c, attrs);
        const { dHidden, dCell, ...inputs } = held;
        const outputs = runGuarded(build, (workspace) =>
          workspaceKernels[c.kernel](workspace, inputs, attrs),
        );
        Object.keys(sequences[c.kernel].outputs).forEach((name, i) => {
          held[name] = hold(outputs[i]!, name === 'reserve' ? [outputs[i]!.length] : dHidden!.shape);
        });
        const gradients = runGuarded(build, (workspace) =>
          workspaceKernels[gradName(c.kernel)](workspace, held, attrs),
        );
        expect(gradients.length).toBeGreaterThan(1);
        if (held.reserve) {
          const wrong = { ...held, reserve: hold([0], [1]) };
          const workspace = guardedWorkspace(builds.get(build)!, 0);
          expect(() => workspaceKernels[gradName(c.kernel)](workspace, wrong, attrs)).toThrow(
            `${c.kernel}Grad: reserve must have shape [${held.reserve.shape}], received [1]`,
          );
        }
      }),
      { numRuns: 60 },
    );
  });

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

  it.each(lossNames)('%s of every size, with and without weights', (kernel) => {
    fc.assert(
      fc.property(size, size, fc.boolean(), fc.integer(), (rows, columns, isWeighted, seed) => {
        const random = generator(seed);
        const { isClass } = losses[kernel];
        const draw = () => (isClass ? Math.floor(random() * columns) : Number(random() < 0.5));
        const targets = Array.from({ length: isClass ? rows : rows * columns }, draw);
        const inputs = {
          logits: randomHeld(random, [rows, columns]),
          targets: hold(targets, isClass ? [rows] : [rows, columns]),
          ...(isWeighted && { weights: randomHeld(random, [rows]) }),
        };
        const results = runGuarded(build, (workspace) => workspaceKernels[kernel](workspace, inputs, {}));
        expect(results.map(({ length }) => length)).toEqual([1, 1, rows * columns]);
        expect(results.flatMap((numbers) => [...numbers]).every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 30 },
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
          workspaceKernels[kernel](workspace, inputs, { ...attrs, parameters: sizes.length }),
        );
        const perParameter = 1 + state.length;
        const clipped = runGuarded(build, (workspace) =>
          workspaceKernels[kernel](workspace, inputs, { ...attrs, parameters: sizes.length, clipNorm: 1e3 }),
        );
        expect(clipped.slice(0, -1)).toEqual(results);
        const squares = sizes.flatMap((_, i) => [...inputs[`gradient${i}`]!.values]);
        expect(clipped.at(-1)![0]! / Math.hypot(...squares)).toBeCloseTo(1, 6);
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
