import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { gradName, outputsOf, requireInputs, ShapeError, sequenceKernels } from '../src/contract/index.js';
import { randomValues, shapes } from './random-sequence.js';

const folder = new URL('../src/contract/', import.meta.url);

it('the contract takes nothing of TensorFlow.js but types', () => {
  const files = readdirSync(folder);
  expect(files.length).toBeGreaterThan(3);
  for (const file of files)
    expect(readFileSync(new URL(file, folder), 'utf8'), file).not.toMatch(/^import (?!type).*@tensorflow/m);
});

it('a gradient kernel stands behind its forward kernel', () => {
  expect(sequenceKernels).toEqual([
    'RnnSequence',
    'RnnSequenceGrad',
    'GruSequence',
    'GruSequenceGrad',
    'LstmSequence',
    'LstmSequenceGrad',
    'LinearScan',
    'LinearScanGrad',
    'GatedScan',
    'GatedScanGrad',
  ]);
});

it.each([
  [true, ['dX', 'dInputKernel', 'dRecurrentKernel', 'dInitialHidden', 'dBias', 'dRecurrentBias']],
  [false, ['dInputKernel', 'dRecurrentKernel', 'dInitialHidden', 'dBias', 'dRecurrentBias']],
])(
  'gradients come in the order of the inputs, that of x where it is asked for: %s',
  (inputGradient, names) => {
    const inputs = { bias: {}, recurrentBias: {}, mask: {}, x: {} };
    const outputs = outputsOf(gradName('GruSequence'), inputs, { inputGradient });
    expect(outputs.map(({ name }) => name)).toEqual(names);
    const withoutBias = outputsOf(gradName('GruSequence'), { x: {} }, { inputGradient });
    expect(withoutBias.map(({ name }) => name)).toEqual(names.filter((name) => !name.endsWith('Bias')));
  },
);

it('a ShapeError states what was expected and what came', () => {
  const c = {
    kernel: 'LstmSequence',
    batch: 2,
    steps: 3,
    inputSize: 4,
    hiddenSize: 5,
    hasBias: true,
    hasMask: false,
    seed: 1,
  } as const;
  const inputs: Record<string, object> = Object.fromEntries(
    Object.keys(randomValues(c)).map((name) => [name, { dtype: 'float32', shape: shapes(c)[name] }]),
  );
  expect(requireInputs('LstmSequence', inputs, {})).toEqual({ B: 2, T: 3, I: 4, H: 5, G: 20 });
  const wrong = { ...inputs, bias: { dtype: 'float32', shape: [15] } };
  expect(() => requireInputs('LstmSequence', wrong, {}, 'lstm')).toThrow(
    expect.objectContaining({
      name: 'ShapeError',
      message: 'lstm: bias must have shape [20], received [15]',
      expected: [20],
      received: [15],
    }),
  );
  expect(() => requireInputs('LstmSequence', wrong, {})).toThrow(ShapeError);
});

it('complex numbers need a second half', () => {
  const tensor = (...shape: number[]) => ({ dtype: 'float32', shape });
  const inputs = { x: tensor(2, 3, 5), decay: tensor(2, 3, 5), initialHidden: tensor(2, 5) };
  expect(requireInputs('LinearScan', inputs, { complex: false })).toMatchObject({ B: 2, T: 3, H: 5 });
  expect(() => requireInputs('LinearScan', inputs, { complex: true })).toThrow(
    'LinearScan: complex numbers must have as many imaginary as real parts, received 5 parts',
  );
});
