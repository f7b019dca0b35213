import type { Tensor } from '@tensorflow/tfjs';

/**
 * The kernels that run a whole sequence, under the names by which TensorFlow.js finds them. Every backend
 * may bring its own implementation; forward and gradient of one backend belong together, because `reserve`
 * (what the forward pass keeps for the backward pass) is private to the pair.
 *
 * Shapes: B examples, T steps, I features, H units. All tensors are float32 and row-major. Step order is the
 * input's: with `reverse` the recurrence runs from step T − 1 to 0 and the result of step t still stands at t.
 * Where `mask` [B, T] is 0, state and output keep their previous value and no gradient enters.
 */
export const sequenceKernels = [
  'RnnSequence',
  'RnnSequenceGrad',
  'GruSequence',
  'GruSequenceGrad',
  'LstmSequence',
  'LstmSequenceGrad',
] as const;

/** What every gradient kernel is told besides the attributes of its forward kernel. */
export interface SequenceGradAttrs {
  /** Whether dx is computed. Where the inputs are data nobody needs it, and it is not among the outputs. */
  readonly inputGradient: boolean;
}

export type Activation = 'tanh' | 'relu' | 'sigmoid' | 'identity' | 'step';

/** `RnnSequence`: h_t = φ(x_t·inputKernel + h_{t−1}·recurrentKernel + bias). Outputs: [hidden [B, T, H]]. */
export interface RnnSequenceInputs {
  readonly x: Tensor; // [B, T, I]
  readonly inputKernel: Tensor; // [I, H]
  readonly recurrentKernel: Tensor; // [H, H]
  readonly bias?: Tensor; // [H]
  readonly initialHidden: Tensor; // [B, H]
  readonly mask?: Tensor; // [B, T]
}
export interface RnnSequenceAttrs {
  readonly activation: Activation;
  readonly reverse: boolean;
}
export type RnnSequenceGradAttrs = RnnSequenceAttrs & SequenceGradAttrs;
/**
 * `RnnSequenceGrad`. Outputs: [dx (with `inputGradient`), dInputKernel, dRecurrentKernel, dInitialHidden], and dBias at
 * the end when there is a bias.
 */
export interface RnnSequenceGradInputs extends RnnSequenceInputs {
  readonly hidden: Tensor; // [B, T, H]
  readonly dHidden: Tensor; // [B, T, H]
}

/**
 * `GruSequence`, gates packed r z n: r, z = σ(x·K + h·R + b), candidate
 * n = tanh(x·K_n + b_n + r ∘ (h·R_n + c_n)) with `resetAfter`, else n = tanh(x·K_n + b_n + (r ∘ h)·R_n);
 * h_t = (1 − z) ∘ n + z ∘ h_{t−1}. Outputs: [hidden [B, T, H], reserve].
 */
export interface GruSequenceInputs {
  readonly x: Tensor; // [B, T, I]
  readonly inputKernel: Tensor; // [I, 3H]
  readonly recurrentKernel: Tensor; // [H, 3H]
  readonly bias?: Tensor; // [3H], b
  readonly recurrentBias?: Tensor; // [3H], c, added to h·R; only with resetAfter
  readonly initialHidden: Tensor; // [B, H]
  readonly mask?: Tensor; // [B, T]
}
export interface GruSequenceAttrs {
  readonly resetAfter: boolean;
  readonly reverse: boolean;
}
export type GruSequenceGradAttrs = GruSequenceAttrs & SequenceGradAttrs;
/**
 * `GruSequenceGrad`. Outputs: [dx (with `inputGradient`), dInputKernel, dRecurrentKernel, dInitialHidden], then dBias
 * and dRecurrentBias, each when its bias is there.
 */
export interface GruSequenceGradInputs extends GruSequenceInputs {
  readonly hidden: Tensor; // [B, T, H]
  readonly reserve: Tensor;
  readonly dHidden: Tensor; // [B, T, H]
}

/**
 * `LstmSequence`, gates packed i f g o: i, f, o = σ(·), g = tanh(·) of x·K + h·R + b;
 * c_t = f ∘ c_{t−1} + i ∘ g, h_t = o ∘ tanh(c_t). Outputs: [hidden [B, T, H], cell [B, T, H], reserve].
 */
export interface LstmSequenceInputs {
  readonly x: Tensor; // [B, T, I]
  readonly inputKernel: Tensor; // [I, 4H]
  readonly recurrentKernel: Tensor; // [H, 4H]
  readonly bias?: Tensor; // [4H]
  readonly initialHidden: Tensor; // [B, H]
  readonly initialCell: Tensor; // [B, H]
  readonly mask?: Tensor; // [B, T]
}
export interface LstmSequenceAttrs {
  readonly reverse: boolean;
}
export type LstmSequenceGradAttrs = LstmSequenceAttrs & SequenceGradAttrs;
/**
 * `LstmSequenceGrad`. Outputs: [dx (with `inputGradient`), dInputKernel, dRecurrentKernel, dInitialHidden,
 * dInitialCell], and dBias at the end when there is a bias.
 */
export interface LstmSequenceGradInputs extends LstmSequenceInputs {
  readonly hidden: Tensor; // [B, T, H]
  readonly cell: Tensor; // [B, T, H]
  readonly reserve: Tensor;
  readonly dHidden: Tensor; // [B, T, H]
  readonly dCell?: Tensor; // [B, T, H]; absent where nothing depends on the cell state of any step
}
