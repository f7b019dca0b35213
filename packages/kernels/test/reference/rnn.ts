import type { Activation } from '../../src/index.js';
import { dot, dotGradient, order, runs, type Sizes, sigmoid, type Values } from './sequence.js';

const functions: Record<Activation, (z: number) => number> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(z, 0),
  sigmoid,
  identity: (z) => z,
  step: (z) => (z > 0 ? 1 : 0),
};
const derivatives: Record<Activation, (y: number) => number> = {
  tanh: (y) => 1 - y ** 2,
  relu: (y) => (y > 0 ? 1 : 0),
  sigmoid: (y) => y * (1 - y),
  identity: () => 1,
  step: () => 0,
};

/** The plain recurrent network, one number at a time in float64. */
export function rnn(v: Values, sizes: Sizes, activation: Activation, reverse: boolean) {
  const { batch, steps, inputSize, hiddenSize: H } = sizes;
  const hidden = new Float64Array(batch * steps * H);
  for (let b = 0; b < batch; b++) {
    let h = v.initialHidden!.slice(b * H, (b + 1) * H);
    for (const t of order(steps, reverse)) {
      const at = b * steps + t;
      const before = h;
      if (runs(v.mask, b, t, steps))
        h = before.map((_, j) => {
          const fromInput = dot(v.x!, at * inputSize, inputSize, v.inputKernel!, H, j);
          const z = fromInput + dot(before, 0, H, v.recurrentKernel!, H, j) + (v.bias?.[j] ?? 0);
          return functions[activation](z);
        });
      hidden.set(h, at * H);
    }
  }
  return { hidden };
}

/** Backpropagation through time of `rnn`, from dHidden in `v`. */
export function rnnGradient(v: Values, sizes: Sizes, activation: Activation, reverse: boolean): Values {
  const { batch, steps, inputSize, hiddenSize: H } = sizes;
  const { hidden } = rnn(v, sizes, activation, reverse);
  const dx = new Float64Array(v.x!.length);
  const dInputKernel = new Float64Array(v.inputKernel!.length);
  const dRecurrentKernel = new Float64Array(v.recurrentKernel!.length);
  const dInitialHidden = new Float64Array(batch * H);
  const dBias = new Float64Array(H);
  for (let b = 0; b < batch; b++) {
    let dh = new Float64Array(H);
    const running = order(steps, reverse);
    for (let n = steps - 1; n >= 0; n--) {
      const t = running[n]!;
      const at = b * steps + t;
      for (let u = 0; u < H; u++) dh[u]! += v.dHidden![at * H + u]!;
      if (!runs(v.mask, b, t, steps)) continue;
      const hBefore = n === 0 ? v.initialHidden! : hidden;
      const before = n === 0 ? b * H : (b * steps + running[n - 1]!) * H;
      const dz = dh.map((d, u) => d * derivatives[activation](hidden[at * H + u]!));
      dh = new Float64Array(H);
      for (let j = 0; j < H; j++) {
        dotGradient(
          dz[j]!,
          v.x!,
          at * inputSize,
          inputSize,
          v.inputKernel!,
          H,
          j,
          dx,
          at * inputSize,
          dInputKernel,
        );
        dotGradient(dz[j]!, hBefore, before, H, v.recurrentKernel!, H, j, dh, 0, dRecurrentKernel);
        dBias[j]! += dz[j]!;
      }
    }
    dInitialHidden.set(dh, b * H);
  }
  return { dX: dx, dInputKernel, dRecurrentKernel, dInitialHidden, ...(v.bias ? { dBias } : {}) };
}
