import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { activationCodes } from '../src/webassembly/activation-codes.js';
import { matmul } from '../src/webassembly/matmul.js';
import type { KernelFunctions } from '../src/webassembly/module.js';
import { fromBits } from './float32.js';
import { guardedWorkspace, type HeldTensor, hold } from './guarded-workspace.js';
import { bothKernels, type Compute, largeCalls } from './large-calls.js';
import { addon, nativeBuilds } from './native-builds.js';
import { generator } from './random-sequence.js';

const builds = nativeBuilds(512);
const names = [...builds.keys()];

/** What comes out on so many threads. */
function resultsOf(instructions: string, threads: number, compute: Compute): Float32Array[] {
  addon!.useThreads(threads);
  const workspace = guardedWorkspace(builds.get(instructions)!, 255);
  compute(workspace);
  expect(workspace.damage()).toEqual([]);
  return workspace.results();
}

const scan = { ...largeCalls[0]![1], kernel: 'LinearScan', hiddenSize: 150 } as const;
const calls: typeof largeCalls = [
  ...largeCalls,
  ['scan', scan, { complex: false }],
  ['scan of complex numbers', scan, { complex: true }],
  ['gated scan', { ...scan, kernel: 'GatedScan' }, {}],
];

describe.skipIf(!addon)('the native kernels', () => {
  it.each(calls)(
    'of the %s give the same bits on any number of threads and instruction set',
    (_, c, attrs) => {
      const first = bothKernels(c, attrs, (compute) => resultsOf(names[0]!, 1, compute));
      for (const instructions of names)
        for (const threads of [1, 2, 3, 16])
          expect(bothKernels(c, attrs, (compute) => resultsOf(instructions, threads, compute))).toEqual(
            first,
          );
    },
  );

  it('multiply to the same bits on any number of threads and instruction set, in every shape', () => {
    for (const [rows, depth, columns] of [
      [300, 270, 40],
      [40, 520, 300],
      [161, 100, 163],
    ] as const) {
      const random = generator(1);
      const draw = (shape: number[]) =>
        hold(Float32Array.from({ length: shape[0]! * shape[1]! }, random), shape);
      const [a, b] = [draw([rows, depth]), draw([columns, depth])];
      const product: Compute = (workspace) =>
        matmul(workspace, { a, b, bias: undefined }, { transposeA: false, transposeB: true, activation: -1 });
      const [first] = resultsOf(names[0]!, 1, product);
      const row = (tensor: HeldTensor, i: number) => tensor.values.subarray(i * depth, (i + 1) * depth);
      const exact = row(a, 3).reduce((sum, value, k) => sum + value * row(b, 5)[k]!, 0);
      expect(first![3 * columns + 5]! / exact).toBeCloseTo(1, 6);
      for (const instructions of names)
        for (const threads of [1, 2, 5]) expect(resultsOf(instructions, threads, product)).toEqual([first]);
    }
  });

  it('refuse whatever does not lie in the memory, by name', () => {
    const bytes = 65536;
    const memory = new Uint8Array(new WebAssembly.Memory({ initial: 1 }).buffer);
    const parameters = addon!.parameterNames.rnnForward!;
    // 4 examples, 4 steps, 4 features, 4 units: no tensor takes more than 256 bytes.
    const fitting = parameters.map((name, i) =>
      ['batch', 'steps', 'features', 'units'].includes(name)
        ? 4
        : name === 'activation' || name === 'reverse'
          ? 0
          : 512 * (i + 1),
    );
    const scratch = parameters.indexOf('scratch');
    fitting[scratch] = 16384;
    const run = addon!.functions.rnnForward!;
    const withOne = (name: string, value: number) => () =>
      run(memory, ...fitting.map((argument, i) => (parameters[i] === name ? value : argument)));
    expect(withOne('', 0)).not.toThrow();
    for (const name of [
      'x',
      'inputKernel',
      'recurrentKernel',
      'bias',
      'initialHidden',
      'mask',
      'hidden',
      'scratch',
    ]) {
      for (const address of [bytes - 12, bytes, 2 ** 32, 2])
        expect(withOne(name, address), `${name} at ${address}`).toThrow(
          `@unrolled/native: rnnForward: ${name} does not lie in the memory`,
        );
      for (const address of [-4, Number.NaN, 4.5])
        expect(withOne(name, address), `${name} at ${address}`).toThrow(`rnnForward: ${name} is not`);
    }
    expect(withOne('x', 0)).toThrow('rnnForward: x does not lie in the memory');
    for (const name of ['batch', 'steps', 'features', 'units']) {
      expect(withOne(name, 2 ** 32)).toThrow(/does not lie in the memory/);
      for (const size of [0, -1, 1.5, 2 ** 40])
        expect(withOne(name, size)).toThrow(`rnnForward: ${name} is not`);
    }
    expect(() => run(memory, 1)).toThrow('wrong number of arguments');
    expect(() => run(memory.buffer as never, ...fitting)).toThrow('the memory must be a Uint8Array');
  });

  it('go on when the memory has grown', () => {
    const { run, memory } = nativeBuilds(1).get(names[0]!)!;
    const before = memory.buffer;
    memory.grow(1);
    new Float32Array(memory.buffer, 65536, 8).set([1, 2, 3, 4]);
    run.sgd(65536, 65552, 65568, 4, 0, 0, 0.5);
    expect(memory.buffer).not.toBe(before);
    expect([...new Float32Array(memory.buffer, 65568, 4)]).toEqual([1, 2, 3, 4]);
  });

  it('work in a shared memory as well', () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const numbers = new Float32Array(memory.buffer);
    numbers.set([1, 2, 3, 4], 4);
    addon!.functions.sgd!(new Uint8Array(memory.buffer), 16, 32, 48, 4, 0, 0, 0.5);
    expect([...numbers.subarray(12, 16)]).toEqual([1, 2, 3, 4]);
  });
});

describe.skipIf(!addon)('an environment with native kernels', () => {
  // Each runs a product that all its threads share, in memories of their own, at the same time.
  const work = `
    import { findAddon } from '@unrolled/native';
    import { Worker, isMainThread } from 'node:worker_threads';
    const { functions, useThreads } = findAddon();
    useThreads(4);
    const memory = new Uint8Array(new WebAssembly.Memory({ initial: 400 }).buffer);
    const [a, b, out, n] = [64, 2000000, 4000000, 300];
    new Float32Array(memory.buffer).fill(1, 0, 1000000);
    const multiply = (scratch) => functions.matmul(memory, a, n, 1, b, n, 1, 0, -1, out, n, n, n, scratch);
    multiply(0);
    for (let i = 0; i < 50; i++) multiply(8000000);
    if (new Float32Array(memory.buffer)[out / 4] !== n) throw new Error('wrong product');
  `;
  const start = (code: string) =>
    spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
      cwd: fileURLToPath(new URL('..', import.meta.url)),
      encoding: 'utf8',
      timeout: 50_000,
    });

  it('ends by itself', () => {
    expect(start(work)).toMatchObject({ status: 0, signal: null, stderr: '' });
  });

  it('ends by itself after an error', () => {
    expect(start(`${work}; throw new Error('at the end');`)).toMatchObject({ status: 1, signal: null });
  });

  it('ends when it is told to', () => {
    expect(start(`${work}; process.exit(3);`)).toMatchObject({ status: 3, signal: null });
  });

  it('is one of several, in workers that come and go', () => {
    const code = `${work}
      const run = () => new Promise((resolve, reject) => {
        const worker = new Worker(${JSON.stringify(work)}, { eval: true, execArgv: ['--input-type=module'] });
        worker.on('error', reject).on('exit', resolve);
      });
      for (let round = 0; round < 3; round++)
        if ((await Promise.all([run(), run(), run()])).some((status) => status !== 0)) process.exit(4);
      multiply(8000000);
    `;
    expect(start(code)).toMatchObject({ status: 0, signal: null, stderr: '' });
  });
});

describe.skipIf(!addon).each(names)('the activations of %s', (instructions) => {
  const { activateOne } = builds.get(instructions)?.run ?? ({} as KernelFunctions);
  // Some 107,000 of all floats.
  const floats = function* () {
    for (let pattern = 0; pattern < 2 ** 32; pattern += 40009) {
      const x = fromBits(pattern);
      if (!Number.isNaN(x)) yield x;
    }
  };

  it('σ errs by less than 1e-6 of its value wherever float32 can say it', () => {
    let worst = 0;
    for (const x of floats()) {
      const exact = x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x));
      const allowed = Math.max(1e-6 * exact, 2 ** -149); // the smallest float32
      worst = Math.max(worst, Math.abs(activateOne(x, activationCodes.sigmoid) - exact) / allowed);
    }
    expect(worst).toBeLessThanOrEqual(1);
  });

  it('tanh errs by at most 6 units in the last place', () => {
    let worst = 0;
    for (const x of floats()) {
      const exact = Math.tanh(x);
      const unit = 2 ** (Math.max(-126, Math.floor(Math.log2(Math.abs(exact)))) - 23);
      worst = Math.max(worst, Math.abs(activateOne(x, activationCodes.tanh) - exact) / unit);
    }
    expect(worst).toBeLessThanOrEqual(6);
  });
});
