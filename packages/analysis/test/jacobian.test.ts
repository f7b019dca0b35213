import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Activation,
  activations,
  type CellKind,
  cellKinds,
  cellParameters,
  type GruCellParams,
  gruForward,
  jacobianStudy,
  jacobians,
  type LruCellParams,
  type LstmCellParams,
  lstmForward,
  type Matrix,
  type MinGruCellParams,
  type MinLstmCellParams,
  minGruForward,
  minLstmForward,
  type RnnCellParams,
  type RunningCell,
  rnnForward,
  scalarGradient,
  skipPathCount,
  skipRnnForward,
  spectralNorm,
} from '../src/index.js';
import { addMatrices, identityMatrix, multiplyMatrices, squareMatrix } from '../src/linear-algebra/matrix.js';
import { derivative } from './differences.js';
import { random, values } from './random.js';

const I = 2;

function running(
  cell: CellKind,
  {
    H = 3,
    T = 5,
    scale = 1,
    seed = 1,
    ...choices
  }: {
    H?: number;
    T?: number;
    scale?: number;
    seed?: number;
    activation?: Activation;
    resetAfter?: boolean;
  } = {},
): RunningCell {
  const rng = random(seed);
  const { resetAfter } = choices;
  const size = { inputSize: I, hiddenSize: H };
  const shapes = cellParameters(cell, resetAfter === undefined ? size : { ...size, resetAfter });
  const params = Object.fromEntries(shapes.map(({ name, count }) => [name, values(rng, count, scale)]));
  const inputs = values(rng, I * T);
  return { cell, inputSize: I, hiddenSize: H, params: params as never, inputs, ...choices };
}

/** ∂h_T/∂h_t of a skip RNN, each path written out and multiplied from its first factor to its last. */
function sumOverPaths(net: RunningCell, from: number): { sum: Matrix; count: bigint } {
  const H = net.hiddenSize;
  const params = net.params as {
    recurrentKernel: Float64Array;
    skipKernel: Float64Array;
  } & typeof net.params;
  const steps = skipRnnForward(net, params, net.inputs);
  const φ = activations[net.activation ?? 'tanh'].derivative;
  const factor = (k: number, kernel: Float64Array) =>
    squareMatrix(H, (row, column) => φ(steps[k - 1]!.a[row]!) * kernel[column * H + row]!);
  let count = 0n;
  let sum = squareMatrix(H, () => 0);
  const walk = (k: number, product: Matrix) => {
    if (k === steps.length) {
      count++;
      sum = addMatrices(sum, product);
      return;
    }
    walk(k + 1, multiplyMatrices(factor(k + 1, params.recurrentKernel), product));
    if (k + 2 <= steps.length) walk(k + 2, multiplyMatrices(factor(k + 2, params.skipKernel), product));
  };
  walk(from, identityMatrix(H));
  return { sum, count };
}

function expectClose(a: Matrix, b: Matrix, digits: number): void {
  expect(a.shape).toEqual(b.shape);
  a.data.forEach((value, k) => {
    expect(value).toBeCloseTo(b.data[k]!, digits);
  });
}

describe('jacobians', () => {
  const H = 3;
  const finals: [string, RunningCell, (net: RunningCell, state: number[]) => number[]][] = [
    ...(['tanh', 'sigmoid', 'identity'] as const).map((activation): (typeof finals)[number] => [
      `rnn ${activation}`,
      running('rnn', { activation }),
      (net, h) => [
        ...rnnForward(net, net.params as RnnCellParams, net.inputs, Float64Array.from(h)).at(-1)!.h,
      ],
    ]),
    ...[true, false].map((resetAfter): (typeof finals)[number] => [
      `gru resetAfter ${resetAfter}`,
      running('gru', { resetAfter }),
      (net, h) => [
        ...gruForward(net, net.params as GruCellParams, net.inputs, Float64Array.from(h)).at(-1)!.h,
      ],
    ]),
    [
      'lstm',
      running('lstm'),
      (net, state) => {
        const [h0, c0] = [Float64Array.from(state.slice(0, H)), Float64Array.from(state.slice(H))];
        const { h, c } = lstmForward(net, net.params as LstmCellParams, net.inputs, h0, c0).at(-1)!;
        return [...h, ...c];
      },
    ],
    [
      'min-gru',
      running('min-gru'),
      (net, h) => [
        ...minGruForward(net, net.params as MinGruCellParams, net.inputs, Float64Array.from(h)).at(-1)!.h,
      ],
    ],
    [
      'min-lstm',
      running('min-lstm'),
      (net, h) => [
        ...minLstmForward(net, net.params as MinLstmCellParams, net.inputs, Float64Array.from(h)).at(-1)!.h,
      ],
    ],
  ];

  it.each(finals)('of %s equal differences of the run itself', (_, net, run) => {
    const [first] = jacobians(net) as [Matrix];
    const size = first.shape[0];
    const zero = new Array<number>(size).fill(0);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const slope = derivative((x) => run(net, zero.with(column, x))[row]!, 0);
        expect(first.data[row * size + column]).toBeCloseTo(slope, 9);
      }
    }
  });

  it('of the lru turn every unit by the angle of its λ and shorten it by |λ|, T times', () => {
    const net = running('lru', { T: 4 });
    const { logDecay, logPhase } = net.params as LruCellParams;
    const { data } = jacobians(net)[0]!;
    for (let unit = 0; unit < H; unit++) {
      const radius = Math.exp(-4 * Math.exp(logDecay[unit]!));
      const angle = 4 * Math.exp(logPhase[unit]!);
      const at = (row: number, column: number) => data[row * 2 * H + column];
      expect(at(unit, unit)).toBeCloseTo(radius * Math.cos(angle), 12);
      expect(at(unit + H, unit)).toBeCloseTo(radius * Math.sin(angle), 12);
      expect(at(unit, unit + H)).toBeCloseTo(-radius * Math.sin(angle), 12);
    }
    expect(data.filter((value) => value !== 0)).toHaveLength(4 * H);
  });

  it('end with the identity and multiply up: J(T, t) = J(T, t + 1)·J(t + 1, t)', () => {
    const net = running('gru', { T: 4 });
    const all = jacobians(net);
    expect(all).toHaveLength(5);
    expect(all[4]).toEqual(identityMatrix(3));
    const shorter = jacobians({ ...net, inputs: net.inputs.slice(0, 2 * I) });
    expectClose(multiplyMatrices(all[2]!, shorter[0]!), all[0]!, 13);
  });

  it('of a skip connection are the sum over all paths', () => {
    for (const activation of ['tanh', 'sigmoid', 'relu', 'identity'] as const) {
      const net = running('skip-rnn', { T: 8, activation });
      jacobians(net).forEach((jacobian, t) => {
        const { sum, count } = sumOverPaths(net, t);
        expect(count).toBe(skipPathCount(8 - t));
        expectClose(jacobian, sum, 12);
      });
    }
  });

  it('of a skip connection over two steps are D₂·W·D₁·W + D₂·M, not the path through both steps alone', () => {
    const net = running('skip-rnn', { T: 2, activation: 'identity', H: 1 });
    const params = net.params as { recurrentKernel: Float64Array; skipKernel: Float64Array };
    const [w, m] = [params.recurrentKernel[0]!, params.skipKernel[0]!];
    expect(jacobians(net)[0]!.data[0]).toBeCloseTo(w * w + m, 15);
    expect(Math.abs(jacobians(net)[0]!.data[0]! - w * w)).toBeGreaterThan(0.1);
  });
});

describe('jacobianStudy', () => {
  const drawn = fc
    .record({
      cell: fc.constantFrom(...cellKinds),
      activation: fc.constantFrom<Activation>('tanh', 'sigmoid', 'relu', 'identity', 'step'),
      resetAfter: fc.boolean(),
      H: fc.integer({ min: 1, max: 5 }),
      T: fc.integer({ min: 1, max: 12 }),
      scale: fc.double({ min: 0.01, max: 4, noNaN: true }),
      seed: fc.nat(1e6),
    })
    .map(({ cell, activation, resetAfter, ...options }) => {
      if (cell === 'gru') return running(cell, { ...options, resetAfter });
      return running(cell, ['rnn', 'skip-rnn', 'lru'].includes(cell) ? { ...options, activation } : options);
    });

  it('never measures a norm above its bound, for any cell, activation and weights', () => {
    fc.assert(
      fc.property(drawn, (net) => {
        for (const { measured, bound } of jacobianStudy(net).steps)
          expect(measured).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 300 },
    );
  });

  it('meets its bound with equality where W is orthogonal and φ the identity, and still is not below', () => {
    const turn = (angle: number) => [Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle)];
    fc.assert(
      fc.property(fc.double({ min: 0, max: 6.3, noNaN: true }), (angle) => {
        const net = running('rnn', { H: 2, T: 30, activation: 'identity' });
        const params = { ...net.params, recurrentKernel: Float64Array.from(turn(angle)) };
        for (const { measured, bound } of jacobianStudy({ ...net, params }).steps) {
          expect(measured).toBeLessThanOrEqual(bound);
          expect(bound - measured).toBeLessThan(1e-11);
        }
      }),
    );
  });

  it('lists every step from 0 to T − 1 with its distance to the end', () => {
    const { steps } = jacobianStudy(running('lstm', { T: 3 }));
    expect(steps.map(({ step, distance }) => [step, distance])).toEqual([
      [0, 3],
      [1, 2],
      [2, 1],
    ]);
  });

  it('a bound that writes ‖W‖ once, instead of to the power T − t, is exceeded by the measurement', () => {
    // A published answer for the plain recurrence of sigmoid units: ‖W‖·(¼)^(T−t).
    const net = running('rnn', { H: 1, T: 4, activation: 'sigmoid' });
    const params = {
      inputKernel: Float64Array.of(0, 0),
      recurrentKernel: Float64Array.of(4),
      bias: Float64Array.of(-2),
    };
    // The states come near ½, where a = 4·½ − 2 = 0 and σ′ is largest.
    expect(scalarGradient({ activation: 'sigmoid', weight: 4, preactivations: [0, 0, 0, 0] })).toBe(1);
    const { measured, bound } = jacobianStudy({ ...net, params }).steps[0]!;
    expect(measured).toBeGreaterThan(4 * 0.25 ** 4);
    expect(measured).toBeLessThanOrEqual(bound);
  });

  it('a bound that drops the direct path of a skip connection is exceeded by the measurement', () => {
    // A published answer bounds ∂h_T/∂h_t for h_t = φ(W h_{t−1} + M h_{t−2} + …) by the path through W alone.
    const net = running('skip-rnn', { H: 2, T: 4, activation: 'identity' });
    const params = {
      ...net.params,
      recurrentKernel: Float64Array.of(1.5, 0, 0, 1.5),
      skipKernel: Float64Array.of(1, 0, 0, 1),
    };
    const { steps } = jacobianStudy({ ...net, params });
    const { measured, bound } = steps[0]!;
    const withoutDirectPath = 1.5 ** 4;
    expect(measured).toBeCloseTo(1.5 ** 4 + 3 * 1.5 ** 2 + 1, 12); // 5 paths: wwww, wwm, wmw, mww, mm
    expect(measured).toBeGreaterThan(withoutDirectPath);
    expect(measured).toBeLessThanOrEqual(bound);
    expect(bound).toBeCloseTo(measured, 10);
  });

  it('of a skip connection with M of the opposite sign is far below the bound, which knows no signs', () => {
    const first = (m: number) => {
      const net = running('skip-rnn', { H: 1, T: 20, activation: 'identity' });
      const params = { ...net.params, recurrentKernel: Float64Array.of(0.5), skipKernel: Float64Array.of(m) };
      return jacobianStudy({ ...net, params }).steps[0]!;
    };
    const [helps, cancels] = [first(0.4), first(-0.4)];
    expect(helps.bound).toBe(cancels.bound);
    expect(helps.measured).toBeCloseTo(0.16, 2);
    expect(cancels.measured).toBeCloseTo(7.2e-5, 6);
  });

  it('a norm beyond float64 is Infinity, and so is its bound', () => {
    const net = running('rnn', { T: 700, activation: 'identity', H: 2 });
    const params = { ...net.params, recurrentKernel: Float64Array.of(4, 0, 0, 4) };
    const { measured, bound } = jacobianStudy({ ...net, params }).steps[0]!;
    expect([measured, bound]).toEqual([Infinity, Infinity]);
  });

  it('refuses an unknown cell, a W that is not [H, H], and an empty sequence', () => {
    const net = running('rnn');
    expect(() => jacobianStudy({ ...net, cell: 'foo' as 'rnn' })).toThrow(TypeError);
    expect(() => jacobianStudy({ ...running('lstm'), activation: 'relu' })).toThrow(
      new TypeError('jacobianStudy: activation must be left out for lstm, received relu'),
    );
    const params = { ...net.params, recurrentKernel: new Float64Array(6) };
    expect(() => jacobianStudy({ ...net, params })).toThrow(
      new RangeError('rnn: recurrentKernel must be [3, 3] (9 numbers), received 6 numbers'),
    );
    expect(() => jacobians({ ...net, inputs: new Float64Array(0) })).toThrow(
      /^rnn: inputs must be \[time ≥ 1, \d\], received 0 numbers$/,
    );
  });

  it('is the spectral norm of the Jacobian at every step', () => {
    const net = running('lstm', { T: 6 });
    const all = jacobians(net);
    for (const { step, measured } of jacobianStudy(net).steps)
      expect(measured).toBe(spectralNorm(all[step]!));
  });
});
