import { describe, expect, it } from 'vitest';
import { centralDifferences, forgetGateFlow, lstmBptt, lstmForward, sigmoid } from '../../src/index.js';
import { random, values } from '../random.js';

const rng = random(11);
const H = 3;
const model = { inputSize: 2, hiddenSize: H, outputSize: 2, loss: 'squared-error', scored: 'every' } as const;
const params = {
  inputKernel: values(rng, 2 * 4 * H),
  recurrentKernel: values(rng, H * 4 * H),
  bias: values(rng, 4 * H),
  outputKernel: values(rng, 2 * H),
  outputBias: values(rng, 2),
};
const T = 5;
const inputs = values(rng, 2 * T);
const sequence = { inputs, targets: values(rng, 2 * T) };

describe('lstmForward', () => {
  it('with forget gate 1 and input gate 0 keeps c for ever', () => {
    const bias = new Float64Array(4 * H);
    bias.fill(-1000, 0, H).fill(1000, H, 2 * H);
    const c0 = Float64Array.of(0.3, -2, 5);
    const frozen = {
      ...params,
      inputKernel: new Float64Array(2 * 4 * H),
      recurrentKernel: new Float64Array(H * 4 * H),
      bias,
    };
    for (const { c } of lstmForward(model, frozen, inputs, undefined, c0)) expect(c).toEqual(c0);
  });

  it('packs its gates i f g o', () => {
    const biases = [0.1, 0.2, 0.3, 0.4];
    const bias = Float64Array.from({ length: 4 * H }, (_, k) => biases[Math.floor(k / H)]!);
    const silent = {
      inputKernel: new Float64Array(8 * H),
      recurrentKernel: new Float64Array(4 * H * H),
      bias,
    };
    const [{ i, f, g, o }] = lstmForward(model, silent, inputs) as [ReturnType<typeof lstmForward>[0]];
    expect([i[0], f[0], g[0], o[0]]).toEqual([sigmoid(0.1), sigmoid(0.2), Math.tanh(0.3), sigmoid(0.4)]);
  });
});

describe('lstmBptt', () => {
  const { steps, loss, outputs } = lstmBptt(model, params, sequence);

  it('sums the squared error over outputs and time', () => {
    let sum = 0;
    outputs.forEach((y, k) => {
      sum += (y - sequence.targets[k]!) ** 2;
    });
    expect(loss).toBeCloseTo(sum, 13);
  });

  it('obeys the recurrence between ∂E/∂c(t) and ∂E/∂c(t + 1)', () => {
    steps.forEach(({ values: { c, o }, gradient, fromNext }, t) => {
      const after = steps[t + 1];
      for (let k = 0; k < H; k++) {
        const carried = after ? after.values.f[k]! * after.gradient.c[k]! : 0;
        expect(fromNext.c[k]).toBeCloseTo(carried, 14);
        const local = gradient.h[k]! * o[k]! * (1 - Math.tanh(c[k]!) ** 2);
        expect(gradient.c[k]).toBeCloseTo(local + carried, 14);
      }
    });
  });

  it('obeys the recurrence between ∂E/∂h(t) and ∂E/∂h(t + 1)', () => {
    steps.forEach(({ gradient, fromLoss, fromNext }, t) => {
      const after = steps[t + 1];
      for (let k = 0; k < H; k++) {
        const row = params.recurrentKernel.subarray(4 * H * k, 4 * H * (k + 1));
        const back = after ? after.preactivationGradient.reduce((sum, δ, j) => sum + δ * row[j]!, 0) : 0;
        expect(fromNext.h[k]).toBeCloseTo(back, 14);
        expect(gradient.h[k]).toBe(fromLoss[k]! + fromNext.h[k]!);
      }
    });
  });

  it('gives each gate’s gradient as central differences do when that gate alone is disturbed', () => {
    // A bias disturbed at one step only is an extra input that is 1 at that step: feed it through one-hot time inputs.
    const clock = { ...model, inputSize: 2 + T };
    const timed = Float64Array.from({ length: T * (2 + T) }, (_, k) => {
      const t = Math.floor(k / (2 + T));
      const column = k % (2 + T);
      return column < 2 ? inputs[2 * t + column]! : Number(column - 2 === t);
    });
    const inputKernel = new Float64Array((2 + T) * 4 * H);
    inputKernel.set(params.inputKernel);
    const disturbed = { ...params, inputKernel };
    const numerical = centralDifferences(
      (p) => lstmBptt(clock, p, { inputs: timed, targets: sequence.targets }).loss,
      disturbed,
    );
    steps.forEach(({ values: { i, f, g, o }, gradient, preactivationGradient }, t) => {
      const row = numerical.inputKernel.slice((2 + t) * 4 * H, (3 + t) * 4 * H);
      for (let k = 0; k < H; k++) {
        expect(row[k]).toBeCloseTo(gradient.i[k]! * i[k]! * (1 - i[k]!), 9);
        expect(row[H + k]).toBeCloseTo(gradient.f[k]! * f[k]! * (1 - f[k]!), 9);
        expect(row[2 * H + k]).toBeCloseTo(gradient.g[k]! * (1 - g[k]! ** 2), 9);
        expect(row[3 * H + k]).toBeCloseTo(gradient.o[k]! * o[k]! * (1 - o[k]!), 9);
      }
      preactivationGradient.forEach((δ, k) => {
        expect(δ).toBeCloseTo(row[k]!, 9);
      });
    });
  });

  it('reaches the inputs, h₀ and c₀', () => {
    const data = { inputs, initialHidden: values(rng, H), initialCell: values(rng, H) };
    const result = lstmBptt(model, params, { ...data, targets: sequence.targets });
    const numerical = centralDifferences(
      (d) => lstmBptt(model, params, { ...d, targets: sequence.targets }).loss,
      data,
    );
    const pairs = [
      [result.inputGradient, numerical.inputs],
      [result.initialHiddenGradient, numerical.initialHidden],
      [result.initialCellGradient, numerical.initialCell],
    ] as const;
    for (const [closed, differences] of pairs) {
      closed.forEach((value, k) => {
        expect(value).toBeCloseTo(differences[k]!, 9);
      });
    }
  });
});

describe('forgetGateFlow', () => {
  const single = { ...model, scored: 'last' } as const;
  const lastTarget = { inputs, targets: values(rng, 2) };

  it('is ∂E/∂c_T ∘ ∏ f when the loss is on the last step', () => {
    const { steps } = lstmBptt(single, params, lastTarget);
    const last = steps.at(-1)!.gradient.c;
    forgetGateFlow(steps).forEach(({ step, product, gradient }, t) => {
      expect(step).toBe(t + 1);
      for (let k = 0; k < H; k++) {
        const gates = steps.slice(t + 1).reduce((p, { values: { f } }) => p * f[k]!, 1);
        expect(product[k]).toBeCloseTo(gates, 14);
        expect(gradient[k]).toBeCloseTo(last[k]! * gates, 14);
      }
    });
  });

  it('is what central differences give when every gate holds still, and its share the projection on the whole', () => {
    const { steps } = lstmBptt(model, params, sequence);
    const { outputKernel: V, outputBias: d } = params;
    /** The loss when c_t is moved and the gates stay what they were. */
    const frozenLoss = (t: number, c: Float64Array) => {
      let loss = 0;
      let cell = c;
      for (let k = t; k < T; k++) {
        const { f, i, g, o } = steps[k]!.values;
        if (k > t) cell = cell.map((value, j) => f[j]! * value + i[j]! * g[j]!);
        for (let out = 0; out < 2; out++) {
          const y = cell.reduce((sum, value, j) => sum + o[j]! * Math.tanh(value) * V[2 * j + out]!, d[out]!);
          loss += (y - sequence.targets[2 * k + out]!) ** 2;
        }
      }
      return loss;
    };
    forgetGateFlow(steps).forEach(({ gradient, share }, t) => {
      const { c } = centralDifferences((p) => frozenLoss(t, p.c), { c: steps[t]!.values.c });
      gradient.forEach((value, k) => {
        expect(value).toBeCloseTo(c[k]!, 10);
      });
      const whole = steps[t]!.gradient.c;
      const rest = whole.map((value, k) => value - gradient[k]!);
      const dot = (u: Float64Array) => u.reduce((sum, value, k) => sum + value * whole[k]!, 0);
      expect(share).toBeCloseTo(1 - dot(rest) / dot(whole), 10);
    });
  });

  it('is all of the gradient when no weight leads back from h', () => {
    const severed = { ...params, recurrentKernel: new Float64Array(4 * H * H) };
    for (const objective of [model, single]) {
      const data = objective === model ? sequence : lastTarget;
      for (const { share } of forgetGateFlow(lstmBptt(objective, severed, data).steps)) {
        expect(share).toBeCloseTo(1, 13);
      }
    }
  });

  it('keeps a gradient over 100 steps with open forget gates where closed ones lose it', () => {
    const long = { inputs: values(rng, 200), targets: lastTarget.targets };
    const withForgetBias = (b: number) => {
      const bias = new Float64Array(4 * H).fill(b, H, 2 * H);
      const small = {
        inputKernel: params.inputKernel.map((w) => w / 100),
        recurrentKernel: params.recurrentKernel.map((w) => w / 100),
      };
      const { steps } = lstmBptt(single, { ...params, ...small, bias }, long);
      return Math.hypot(...steps[0]!.gradient.c) / Math.hypot(...steps.at(-1)!.gradient.c);
    };
    expect(withForgetBias(6)).toBeGreaterThan(0.5);
    expect(withForgetBias(0)).toBeLessThan(1e-15);
  });
});
