import { type CellSize, rowsOf } from '../bptt/model.js';
import { type Matrix, squareMatrix } from '../linear-algebra/matrix.js';

/** The parameters of a linear recurrent unit, complex numbers in two halves; its Jacobian needs no more than λ. */
export type LruCellParams = {
  readonly logDecay: Float64Array; // ν [H]
  readonly logPhase: Float64Array; // θ [H]
  readonly logScale: Float64Array; // ln γ [H]
  readonly inputKernel: Float64Array; // [I, 2H]
  readonly stateKernel: Float64Array; // [2H, H]
  readonly feedthroughKernel: Float64Array; // [I, H]
  readonly bias?: Float64Array; // [H]
};

/** λ = exp(−e^ν + i e^θ) at one step, which is every step's. */
export interface LruForwardStep {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

export function lruForward(size: CellSize, params: LruCellParams, inputs: Float64Array): LruForwardStep[] {
  const radius = params.logDecay.map((ν) => Math.exp(-Math.exp(ν)));
  const phase = params.logPhase.map(Math.exp);
  const real = radius.map((r, k) => r * Math.cos(phase[k]!));
  const imaginary = radius.map((r, k) => r * Math.sin(phase[k]!));
  return rowsOf('lru', 'lru', size, params, inputs).map(() => ({ real, imaginary }));
}

/** LRU, s = (Re, Im), [2H, 2H]: every unit turned by the angle of its λ and shortened by |λ|, whatever the input is. */
export function lruStepJacobian(
  { hiddenSize: H }: { readonly hiddenSize: number },
  _: unknown,
  { real, imaginary }: LruForwardStep,
): Matrix {
  return squareMatrix(2 * H, (row, column) => {
    if (row % H !== column % H) return 0;
    const unit = row % H;
    if (row === column) return real[unit]!;
    return row < column ? -imaginary[unit]! : imaginary[unit]!;
  });
}
