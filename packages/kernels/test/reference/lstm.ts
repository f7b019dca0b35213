import { dot, dotGradient, order, runs, type Sizes, sigmoid, type Values } from './sequence.js';

/** The LSTM equations, one number at a time in float64. */
export function lstm(v: Values, { batch, steps, inputSize, hiddenSize: H }: Sizes, reverse: boolean) {
  const hidden = new Float64Array(batch * steps * H);
  const cell = new Float64Array(batch * steps * H);
  const gates = new Float64Array(batch * steps * 4 * H);
  for (let b = 0; b < batch; b++) {
    let h = v.initialHidden!.slice(b * H, (b + 1) * H);
    let c = v.initialCell!.slice(b * H, (b + 1) * H);
    for (const t of order(steps, reverse)) {
      const at = b * steps + t;
      const z = Float64Array.from({ length: 4 * H }, (_, j) => {
        const fromInput = dot(v.x!, at * inputSize, inputSize, v.inputKernel!, 4 * H, j);
        return fromInput + dot(h, 0, H, v.recurrentKernel!, 4 * H, j) + (v.bias?.[j] ?? 0);
      });
      const activated = z.map((value, j) => (j >= 2 * H && j < 3 * H ? Math.tanh(value) : sigmoid(value)));
      gates.set(activated, at * 4 * H);
      if (runs(v.mask, b, t, steps)) {
        c = c.map((before, u) => activated[H + u]! * before + activated[u]! * activated[2 * H + u]!);
        h = c.map((now, u) => activated[3 * H + u]! * Math.tanh(now));
      }
      hidden.set(h, at * H);
      cell.set(c, at * H);
    }
  }
  return { hidden, cell, gates };
}

/** Backpropagation through time of `lstm`, from dHidden and, where it is there, dCell in `v`. */
export function lstmGradient(v: Values, sizes: Sizes, reverse: boolean): Values {
  const { batch, steps, inputSize, hiddenSize: H } = sizes;
  const { hidden, cell, gates } = lstm(v, sizes, reverse);
  const dx = new Float64Array(v.x!.length);
  const dInputKernel = new Float64Array(v.inputKernel!.length);
  const dRecurrentKernel = new Float64Array(v.recurrentKernel!.length);
  const dInitialHidden = new Float64Array(batch * H);
  const dInitialCell = new Float64Array(batch * H);
  const dBias = new Float64Array(4 * H);
  for (let b = 0; b < batch; b++) {
    let dh = new Float64Array(H);
    const dc = new Float64Array(H);
    const running = order(steps, reverse);
    for (let n = steps - 1; n >= 0; n--) {
      const t = running[n]!;
      const at = b * steps + t;
      const before = n === 0 ? b * H : (b * steps + running[n - 1]!) * H;
      const hBefore = n === 0 ? v.initialHidden! : hidden;
      const cBefore = n === 0 ? v.initialCell! : cell;
      for (let u = 0; u < H; u++) {
        dh[u]! += v.dHidden![at * H + u]!;
        dc[u]! += v.dCell?.[at * H + u] ?? 0;
      }
      if (!runs(v.mask, b, t, steps)) continue;
      const gate = (k: number, u: number) => gates[(at * 4 + k) * H + u]!;
      const dz = new Float64Array(4 * H);
      for (let u = 0; u < H; u++) {
        const [i, f, g, o] = [gate(0, u), gate(1, u), gate(2, u), gate(3, u)];
        const tanhCell = Math.tanh(cell[at * H + u]!);
        dc[u]! += dh[u]! * o * (1 - tanhCell ** 2);
        dz[u] = dc[u]! * g * i * (1 - i);
        dz[H + u] = dc[u]! * cBefore[before + u]! * f * (1 - f);
        dz[2 * H + u] = dc[u]! * i * (1 - g ** 2);
        dz[3 * H + u] = dh[u]! * tanhCell * o * (1 - o);
        dc[u]! *= f;
      }
      dh = new Float64Array(H);
      for (let j = 0; j < 4 * H; j++) {
        const { inputKernel, recurrentKernel } = v;
        dotGradient(
          dz[j]!,
          v.x!,
          at * inputSize,
          inputSize,
          inputKernel!,
          4 * H,
          j,
          dx,
          at * inputSize,
          dInputKernel,
        );
        dotGradient(dz[j]!, hBefore, before, H, recurrentKernel!, 4 * H, j, dh, 0, dRecurrentKernel);
        dBias[j]! += dz[j]!;
      }
    }
    dInitialHidden.set(dh, b * H);
    dInitialCell.set(dc, b * H);
  }
  return {
    dX: dx,
    dInputKernel,
    dRecurrentKernel,
    dInitialHidden,
    dInitialCell,
    ...(v.bias ? { dBias } : {}),
  };
}
