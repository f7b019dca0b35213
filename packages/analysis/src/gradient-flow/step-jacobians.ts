import { activations } from '../activations.js';
import type { GatedScanForwardStep } from '../bptt/gated-scan.js';
import type { GruForwardStep, GruSize } from '../bptt/gru.js';
import type { LruForwardStep } from '../bptt/lru.js';
import type { LstmForwardStep } from '../bptt/lstm.js';
import type { RnnSize } from '../bptt/rnn.js';
import { type Matrix, squareMatrix } from '../linear-algebra/matrix.js';

// One step's Jacobian ∂s_t/∂s_{t−1}, row: the component of s_t, column: the component of s_{t−1}. The kernels
// are [H, kH] for row vectors, so R[column, row] is what a column-vector text calls W[row, column].

/** RNN, s = h: diag(φ′(a_t))·W, W = Rᵀ; with the skip kernel for R, the factor of the path two steps long. */
export function rnnStepJacobian(
  { hiddenSize: H, activation = 'tanh' }: RnnSize,
  R: Float64Array,
  { a }: { readonly a: Float64Array },
): Matrix {
  const D = a.map((value) => activations[activation].derivative(value));
  return squareMatrix(H, (row, column) => D[row]! * R[column * H + row]!);
}

/** GRU, s = h: diag(z) + diag((h_{t−1} − n)·z(1 − z))·R_zᵀ + diag((1 − z)(1 − n²))·∂a_n/∂h. */
export function gruStepJacobian(
  { hiddenSize: H, resetAfter = true }: GruSize,
  R: Float64Array,
  { previous, u, r, z, n }: GruForwardStep,
): Matrix {
  const kernel = (gate: number, from: number, to: number) => R[from * 3 * H + gate * H + to]!;
  const dReset = (to: number, from: number) => r[to]! * (1 - r[to]!) * kernel(0, from, to);
  const dCandidate = (to: number, from: number) => {
    if (resetAfter) return r[to]! * kernel(2, from, to) + u[2 * H + to]! * dReset(to, from);
    let sum = r[from]! * kernel(2, from, to);
    for (let k = 0; k < H; k++) sum += kernel(2, k, to) * previous[k]! * dReset(k, from);
    return sum;
  };
  return squareMatrix(
    H,
    (to, from) =>
      (to === from ? z[to]! : 0) +
      (previous[to]! - n[to]!) * z[to]! * (1 - z[to]!) * kernel(1, from, to) +
      (1 - z[to]!) * (1 - n[to]! ** 2) * dCandidate(to, from),
  );
}

/** LSTM, s = (h, c), [2H, 2H]: ∂c/∂c = diag(f); what reaches h goes through o and through tanh(c). */
export function lstmStepJacobian(
  { hiddenSize: H }: { readonly hiddenSize: number },
  R: Float64Array,
  { previousCell, c, i, f, g, o }: LstmForwardStep,
): Matrix {
  const kernel = (gate: number, from: number, to: number) => R[from * 4 * H + gate * H + to]!;
  const dCell = (to: number, from: number) => {
    if (from >= H) return from - H === to ? f[to]! : 0;
    return (
      g[to]! * i[to]! * (1 - i[to]!) * kernel(0, from, to) +
      previousCell[to]! * f[to]! * (1 - f[to]!) * kernel(1, from, to) +
      i[to]! * (1 - g[to]! ** 2) * kernel(2, from, to)
    );
  };
  return squareMatrix(2 * H, (row, column) => {
    if (row >= H) return dCell(row - H, column);
    const t = Math.tanh(c[row]!);
    const dOutput = column < H ? o[row]! * (1 - o[row]!) * kernel(3, column, row) : 0;
    return t * dOutput + o[row]! * (1 - t ** 2) * dCell(row, column);
  });
}

/** minGRU and minLSTM, s = h: the diagonal of what is kept. */
export function gatedScanStepJacobian(
  { hiddenSize: H }: { readonly hiddenSize: number },
  _: unknown,
  { decay }: GatedScanForwardStep,
): Matrix {
  return squareMatrix(H, (row, column) => (row === column ? decay[row]! : 0));
}

/** LRU, s = (Re, Im), [2H, 2H]: every unit turned by the angle of its λ and shortened by |λ|, whatever the input is. */
export function lruStepJacobian(
  { hiddenSize: H }: { readonly hiddenSize: number },
  _: unknown,
  { real, imaginary }: Pick<LruForwardStep, 'real' | 'imaginary'>,
): Matrix {
  return squareMatrix(2 * H, (row, column) => {
    if (row % H !== column % H) return 0;
    const unit = row % H;
    if (row === column) return real[unit]!;
    return row < column ? -imaginary[unit]! : imaginary[unit]!;
  });
}
