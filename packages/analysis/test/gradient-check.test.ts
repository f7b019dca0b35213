import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  centralDifferences,
  closedFormGradients,
  type DifferentiatedCell,
  differentiatedCells,
  gradientCheck,
  gradientProblem,
  maxRelativeError,
  numericalGradients,
  transformerGradients,
  transformerProblem,
} from '../src/index.js';
import { random } from './random.js';

const size = fc.integer({ min: 1, max: 4 });
const problem = fc
  .record({
    cell: fc.constantFrom<DifferentiatedCell>(...differentiatedCells),
    activation: fc.constantFrom('tanh' as const, 'sigmoid' as const, 'identity' as const),
    loss: fc.constantFrom('cross-entropy' as const, 'squared-error' as const),
    scored: fc.constantFrom('last' as const, 'every' as const),
    useBias: fc.boolean(),
    resetAfter: fc.boolean(),
    inputSize: size,
    hiddenSize: size,
    outputSize: size,
    steps: fc.integer({ min: 1, max: 6 }),
    seed: fc.nat(1e6),
  })
  .map(({ seed, activation, resetAfter, ...options }) => {
    const own: { readonly [cell: string]: object } = {
      rnn: { activation },
      lru: { activation },
      gru: { resetAfter },
    };
    const fitting = own[options.cell] ?? {};
    return gradientProblem({ ...options, ...fitting, rng: random(seed) });
  });

describe('backpropagation through time', () => {
  it('equals central differences to 1e-6 in every parameter of every cell, any shape, loss and bias', () => {
    fc.assert(
      fc.property(problem, (drawn) => {
        const { gradients, loss } = closedFormGradients(drawn);
        const numerical = numericalGradients(drawn);
        for (const [name, gradient] of Object.entries(gradients)) {
          gradient.forEach((value, k) => {
            // Relative, with a floor at the rounding of the loss itself.
            const scale = Math.max(Math.abs(value), 1e-4 * (1 + Math.abs(loss)));
            expect(Math.abs(value - numerical[name]![k]!) / scale, `${name}[${k}]`).toBeLessThan(1e-6);
          });
        }
      }),
      { numRuns: 100 },
    );
  });

  it('of a relu network equals central differences away from the kinks', () => {
    const rng = random(5);
    const { model, params, batch, cell } = gradientProblem({ cell: 'rnn', activation: 'relu', rng });
    const positive = Object.fromEntries(Object.entries(params).map(([name, w]) => [name, w.map(Math.abs)]));
    const inputs = batch.map((sequence) => ({ ...sequence, inputs: sequence.inputs.map(Math.abs) }));
    const { pairs } = gradientCheck({ cell, model, params: positive, batch: inputs });
    expect(pairs[0]!.maxRelativeError).toBeLessThan(1e-9);
  });
});

describe('gradientCheck', () => {
  it.each(differentiatedCells)('finds the %s’s equations and central differences in agreement', (cell) => {
    const { pairs } = gradientCheck(gradientProblem({ cell, rng: random(1) }));
    expect(pairs).toHaveLength(1);
    expect(pairs[0]).toMatchObject({
      a: 'closed form',
      b: 'central differences',
      tolerance: 1e-6,
      agrees: true,
    });
    expect(pairs[0]!.maxRelativeError).toBeLessThan(1e-9);
  });

  it('finds the equations of a transformer and central differences in agreement, whatever its shape', () => {
    for (const shape of [
      {},
      { layers: 1, heads: 1, hiddenSize: 6, scored: 'every' as const },
      { steps: 2 },
    ]) {
      const { pairs } = gradientCheck(transformerProblem({ rng: random(3), ...shape }));
      expect(pairs).toMatchObject([{ a: 'closed form', b: 'central differences', agrees: true }]);
      expect(pairs[0]!.maxRelativeError).toBeLessThan(1e-8);
    }
  });

  it('compares every pair of ways and catches one wrong number', () => {
    const drawn = gradientProblem({ cell: 'lstm', rng: random(2) });
    const { gradients } = closedFormGradients(drawn);
    const wrong = { ...gradients, bias: gradients.bias!.with(3, gradients.bias![3]! * 1.01 + 1e-3) };
    const { pairs } = gradientCheck(drawn, {
      fused: { gradients, tolerance: 1e-4 },
      autodiff: { gradients: wrong, tolerance: 1e-4 },
    });
    expect(pairs.map(({ a, b, agrees }) => `${a}/${b}: ${agrees}`)).toEqual([
      'fused/autodiff: false',
      'fused/closed form: true',
      'fused/central differences: true',
      'autodiff/closed form: false',
      'autodiff/central differences: false',
      'closed form/central differences: true',
    ]);
  });

  it('takes a NaN for disagreement', () => {
    const drawn = gradientProblem({ cell: 'rnn', rng: random(3) });
    const { gradients } = closedFormGradients(drawn);
    const broken = { ...gradients, inputKernel: gradients.inputKernel!.with(0, NaN) };
    const { pairs } = gradientCheck(drawn, { fused: { gradients: broken, tolerance: 1 } });
    expect(pairs.map(({ agrees }) => agrees)).toEqual([false, false, true]);
  });

  it('draws problems whose numbers float32 can hold', () => {
    const { params, batch } = gradientProblem({ cell: 'gru', rng: random(4), loss: 'squared-error' });
    for (const array of [...Object.values(params), ...batch.map(({ inputs }) => inputs)]) {
      expect(Float64Array.from(Float32Array.from(array))).toEqual(array);
    }
  });

  it('refuses an unknown cell, a size of 0, and gradients of another shape', () => {
    expect(() => gradientProblem({ cell: 'foo' as 'rnn', rng: Math.random })).toThrow(
      new TypeError(
        'gradientProblem: cell must be one of rnn, skip-rnn, gru, lstm, min-gru, min-lstm, lru, received foo',
      ),
    );
    expect(() => gradientProblem({ cell: 'lstm', rng: Math.random, resetAfter: true })).toThrow(
      new TypeError('gradientProblem: resetAfter must be left out for lstm, received true'),
    );
    expect(() => gradientProblem({ cell: 'rnn', rng: Math.random, steps: 0 })).toThrow(
      new RangeError('gradientProblem: steps must be a positive integer, received 0'),
    );
    expect(() => maxRelativeError({ a: new Float64Array(2) }, { a: new Float64Array(3) })).toThrow(
      new RangeError('maxRelativeError: a must be 2 numbers, received 3'),
    );
    expect(() => maxRelativeError({ a: new Float64Array(2) }, { b: new Float64Array(2) })).toThrow(
      new RangeError('maxRelativeError: b must be a, received b'),
    );
  });
});

it('a transformer whose heads do not share out its units, or whose inputs do not fit, is refused', () => {
  const { model, params, batch } = transformerProblem({ rng: random(1) });
  const sequence = batch[0]!;
  expect(() => transformerGradients({ ...model, heads: 3 }, params, sequence)).toThrow(
    new RangeError('transformer: hiddenSize must be an even multiple of the 3 heads, received 4'),
  );
  const short = { ...sequence, inputs: sequence.inputs.slice(1) };
  expect(() => transformerGradients(model, params, short)).toThrow(
    new RangeError('transformer: inputs must be [time ≥ 1, 3], received 17 numbers'),
  );
  const { 'blocks.l1.up.kernel': _, ...missing } = params;
  expect(() => transformerGradients(model, missing, sequence)).toThrow(
    'transformer: blocks.l1.up.kernel must be [4, 6] (24 numbers), received nothing',
  );
});

it('central differences are exact on a polynomial of degree 4 but for rounding', () => {
  const loss = ({ θ }: { θ: Float64Array }) => θ[0]! ** 4 - 3 * θ[0]! * θ[1]! ** 3;
  const { θ } = centralDifferences(loss, { θ: Float64Array.of(1.5, -2) });
  expect(θ[0]).toBeCloseTo(4 * 1.5 ** 3 + 24, 10);
  expect(θ[1]).toBeCloseTo(-9 * 1.5 * 4, 10);
});
