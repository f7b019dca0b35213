import { dot, dotGradient, order, runs, type Sizes, sigmoid, type Values } from './sequence.js';

/** The GRU equations, one number at a time in float64; `gates` keeps r z n and, with resetAfter, h·R_n + c_n. */
export function gru(v: Values, sizes: Sizes, resetAfter: boolean, reverse: boolean) {
  const { batch, steps, inputSize, hiddenSize: H } = sizes;
  const hidden = new Float64Array(batch * steps * H);
  const gates = new Float64Array(batch * steps * 4 * H);
  for (let b = 0; b < batch; b++) {
    let h = v.initialHidden!.slice(b * H, (b + 1) * H);
    for (const t of order(steps, reverse)) {
      const at = b * steps + t;
      const before = h;
      const fromInput = (j: number) =>
        dot(v.x!, at * inputSize, inputSize, v.inputKernel!, 3 * H, j) + (v.bias?.[j] ?? 0);
      const fromState = (state: Float64Array, j: number) =>
        dot(state, 0, H, v.recurrentKernel!, 3 * H, j) + (v.recurrentBias?.[j] ?? 0);
      const r = before.map((_, u) => sigmoid(fromInput(u) + fromState(before, u)));
      const z = before.map((_, u) => sigmoid(fromInput(H + u) + fromState(before, H + u)));
      const reset = before.map((value, u) => r[u]! * value);
      const recurrent = before.map((_, u) => fromState(resetAfter ? before : reset, 2 * H + u));
      const n = before.map((_, u) =>
        Math.tanh(fromInput(2 * H + u) + (resetAfter ? r[u]! : 1) * recurrent[u]!),
      );
      for (const [k, gate] of [r, z, n, recurrent].entries()) gates.set(gate, (at * 4 + k) * H);
      if (runs(v.mask, b, t, steps)) h = before.map((value, u) => (1 - z[u]!) * n[u]! + z[u]! * value);
      hidden.set(h, at * H);
    }
  }
  return { hidden, gates };
}

/** Backpropagation through time of `gru`, from dHidden in `v`. */
export function gruGradient(v: Values, sizes: Sizes, resetAfter: boolean, reverse: boolean): Values {
  const { batch, steps, inputSize, hiddenSize: H } = sizes;
  const { hidden, gates } = gru(v, sizes, resetAfter, reverse);
  const dx = new Float64Array(v.x!.length);
  const dInputKernel = new Float64Array(v.inputKernel!.length);
  const dRecurrentKernel = new Float64Array(v.recurrentKernel!.length);
  const dInitialHidden = new Float64Array(batch * H);
  const dBias = new Float64Array(3 * H);
  const dRecurrentBias = new Float64Array(3 * H);
  for (let b = 0; b < batch; b++) {
    let dh = new Float64Array(H);
    const running = order(steps, reverse);
    for (let step = steps - 1; step >= 0; step--) {
      const t = running[step]!;
      const at = b * steps + t;
      for (let u = 0; u < H; u++) dh[u]! += v.dHidden![at * H + u]!;
      if (!runs(v.mask, b, t, steps)) continue;
      const start = step === 0 ? b * H : (b * steps + running[step - 1]!) * H;
      const before = (step === 0 ? v.initialHidden! : hidden).slice(start, start + H);
      const [r, z, n, recurrent] = [0, 1, 2, 3].map((k) =>
        gates.subarray((at * 4 + k) * H, (at * 4 + k + 1) * H),
      ) as [Float64Array, Float64Array, Float64Array, Float64Array];
      const dn = dh.map((d, u) => d * (1 - z[u]!) * (1 - n[u]! ** 2));
      const dz = dh.map((d, u) => d * (before[u]! - n[u]!) * z[u]! * (1 - z[u]!));
      const dBefore = dh.map((d, u) => d * z[u]!);
      const toInput = (j: number, d: number) => {
        const from = at * inputSize;
        dotGradient(d, v.x!, from, inputSize, v.inputKernel!, 3 * H, j, dx, from, dInputKernel);
        dBias[j]! += d;
      };
      const toState = (j: number, d: number, state: Float64Array, dState: Float64Array) => {
        dotGradient(d, state, 0, H, v.recurrentKernel!, 3 * H, j, dState, 0, dRecurrentKernel);
        dRecurrentBias[j]! += d;
      };
      const dr = new Float64Array(H);
      if (resetAfter) {
        dn.forEach((d, u) => {
          toState(2 * H + u, d * r[u]!, before, dBefore);
          dr[u] = d * recurrent[u]! * r[u]! * (1 - r[u]!);
        });
      } else {
        const reset = before.map((value, u) => r[u]! * value);
        const dReset = new Float64Array(H);
        dn.forEach((d, u) => {
          toState(2 * H + u, d, reset, dReset);
        });
        dReset.forEach((d, u) => {
          dBefore[u]! += d * r[u]!;
          dr[u] = d * before[u]! * r[u]! * (1 - r[u]!);
        });
      }
      for (let u = 0; u < H; u++) {
        toInput(u, dr[u]!);
        toInput(H + u, dz[u]!);
        toInput(2 * H + u, dn[u]!);
        toState(u, dr[u]!, before, dBefore);
        toState(H + u, dz[u]!, before, dBefore);
      }
      dh = dBefore;
    }
    dInitialHidden.set(dh, b * H);
  }
  return {
    dX: dx,
    dInputKernel,
    dRecurrentKernel,
    dInitialHidden,
    ...(v.bias ? { dBias } : {}),
    ...(v.recurrentBias ? { dRecurrentBias } : {}),
  };
}
