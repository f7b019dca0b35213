import type { Activation } from '../activations.js';
import { activationOf } from '../require.js';
import { type Bptt, type CellSize, initialState, type Objective, rowsOf, type Sequence } from './model.js';
import { addOuterProduct, addProductTransposed, addTo, affine, pack, vector } from './products.js';
import { type ReadoutParams, scoreReadout } from './readout.js';
import type { RnnSize } from './rnn.js';

/** The parameters of a linear recurrent unit; complex numbers lie in two halves, real parts first. */
export type LruCellParams = {
  readonly logDecay: Float64Array; // ν [H]
  readonly logPhase: Float64Array; // θ [H]
  readonly logScale: Float64Array; // ln γ [H]
  readonly inputKernel: Float64Array; // B [I, 2H]
  readonly stateKernel: Float64Array; // C [2H, H], the real part above, the imaginary part times −1 below
  readonly feedthroughKernel: Float64Array; // D [I, H]
  readonly bias?: Float64Array; // [H]
};
export type LruParams = LruCellParams & ReadoutParams;

export interface LruSequence extends Sequence {
  /** The imaginary part of the state before the first step, beside the real part `initialHidden`; zero unless given. [H] */
  readonly initialImaginary?: Float64Array;
}

/** λ = exp(−e^ν + i e^θ), which is every step's. */
interface Decay {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

/** What one step computed, complex numbers in two halves [2H]: γ ∘ (x B), the states before and after it; `a` = Re(s C) + x D + b. */
export interface LruForwardStep extends Decay {
  readonly x: Float64Array;
  readonly added: Float64Array;
  readonly previous: Float64Array;
  readonly state: Float64Array;
  readonly a: Float64Array;
  /** The output, φ(a). */
  readonly h: Float64Array;
}

export interface LruStep {
  readonly values: Pick<LruForwardStep, 'state' | 'a' | 'h'>;
  readonly gradient: Pick<LruForwardStep, 'state' | 'a' | 'h'>;
  readonly fromLoss: Float64Array;
  /** What came back to the state, conj(λ) ∘ ∂E/∂s_{t+1}, [2H]. */
  readonly fromNext: Float64Array;
}

/**
 * Runs s_t = λ ∘ s_{t−1} + γ ∘ (x_t B), y_t = φ(Re(s_t C) + x_t D + b) over a sequence; arguments as in {@link lruBptt}.
 *
 * @example
 * const zero = Float64Array.of(0);
 * const params = {
 *   logDecay: Float64Array.of(Math.log(Math.LN2)), // λ = ½
 *   logPhase: Float64Array.of(-Infinity),
 *   logScale: zero,
 *   inputKernel: Float64Array.of(1, 0),
 *   stateKernel: Float64Array.of(1, 0),
 *   feedthroughKernel: zero,
 * };
 * const size = { inputSize: 1, hiddenSize: 1, activation: 'identity' } as const;
 * lruForward(size, params, Float64Array.of(2, 3)).map(({ h }) => h[0]); // → [2, 4]
 */
export function lruForward(
  size: RnnSize,
  params: LruCellParams,
  inputs: Float64Array,
  initial: Pick<LruSequence, 'initialHidden' | 'initialImaginary'> = {},
): LruForwardStep[] {
  const { hiddenSize: H, activation = 'tanh' } = size;
  const { logScale, inputKernel: B, stateKernel: C, feedthroughKernel: D, bias: b } = params;
  const rows = rowsOf('lru', 'lru', size, params, inputs);
  const { f: φ } = activationOf('lru', activation);
  const λ = decayOf(params);
  let previous = pack(
    initialState('lru', 'initialHidden', H, initial.initialHidden),
    initialState('lru', 'initialImaginary', H, initial.initialImaginary),
  );
  return rows.map((x) => {
    const added = affine(2 * H, undefined, [x, B]).map((value, k) => Math.exp(logScale[k % H]!) * value);
    const state = turned(previous, λ);
    addTo(state, added);
    const a = affine(H, b, [state, C], [x, D]);
    const step = { x, added, previous, state, a, h: a.map((value) => φ(value)), ...λ };
    previous = state;
    return step;
  });
}

function decayOf({ logDecay, logPhase }: LruCellParams): Decay {
  const radius = logDecay.map((ν) => Math.exp(-Math.exp(ν)));
  const phase = logPhase.map(Math.exp);
  return {
    real: radius.map((r, k) => r * Math.cos(phase[k]!)),
    imaginary: radius.map((r, k) => r * Math.sin(phase[k]!)),
  };
}

/** λ ∘ s, of complex numbers in two halves. */
function turned(s: Float64Array, { real, imaginary }: Decay): Float64Array {
  const H = real.length;
  return pack(
    vector(H, (k) => real[k]! * s[k]! - imaginary[k]! * s[H + k]!),
    vector(H, (k) => real[k]! * s[H + k]! + imaginary[k]! * s[k]!),
  );
}

/**
 * The gradient of the linear recurrent unit (Orvieto et al. 2023) by backpropagation through time, in float64. Forward, of
 * complex s_t and real y_t, s_t = λ ∘ s_{t−1} + γ ∘ (x_t B) with λ = exp(−e^ν + i e^θ), y_t = φ(a_t), a_t = Re(s_t C) + x_t D + b.
 * From the last step back, with δs = ∂E/∂Re s + i ∂E/∂Im s and a bar for the conjugate,
 *
 *   δa_t = fromLoss_t ∘ φ′(a_t),   δs_t = δa_t C̄ᵀ + λ̄ ∘ δs_{t+1},   δλ = Σ δs_t ∘ s̄_{t−1},
 *   ∂E/∂ν = −e^ν ∘ Re(δλ ∘ λ̄),   ∂E/∂θ = e^θ ∘ Im(δλ ∘ λ̄),   ∂E/∂ln γ = Σ Re(δs_t ∘ conj(γ ∘ x_t B)),
 *   ∂E/∂B = Σ x_tᵀ (γ ∘ δs_t),   ∂E/∂C = Σ s_tᵀ δa_t,   ∂E/∂D = Σ x_tᵀ δa_t,   ∂E/∂b = Σ δa_t.
 *
 * @param params as {@link LruCellParams}, outputKernel [H, O], outputBias [O]; biases may be left out
 * @throws RangeError if a size is not a positive integer, a parameter, the inputs or the targets do not fit the sizes, or a
 *   class does not exist
 * @throws TypeError if the activation, the loss or the scoring is unknown
 * @example
 * const one = Float64Array.of(1);
 * const cell = { logDecay: one, logPhase: one, logScale: one, inputKernel: Float64Array.of(1, 0), feedthroughKernel: one };
 * const params = { ...cell, stateKernel: Float64Array.of(0, 0), outputKernel: one };
 * const model = { inputSize: 1, hiddenSize: 1, outputSize: 1, activation: 'identity', loss: 'squared-error' } as const;
 * lruBptt(model, params, { inputs: Float64Array.of(2, 3), targets: [1] }).loss; // → 4
 */
export function lruBptt(
  model: CellSize & Objective & { readonly activation?: Activation },
  params: LruParams,
  sequence: LruSequence,
): Bptt<LruParams, LruStep> & { readonly initialImaginaryGradient: Float64Array } {
  const { hiddenSize: H, activation = 'tanh' } = model;
  const { inputs, targets } = sequence;
  const { inputKernel: B, stateKernel: C, feedthroughKernel: D } = params;
  const forward = lruForward(model, params, inputs, sequence);
  const { loss, outputs, fromLoss, gradients } = scoreReadout('lru', model, params, forward, targets);
  const { derivative } = activationOf('lru', activation);
  const inputGradient = new Float64Array(inputs.length);
  const steps: LruStep[] = [];
  const λ = decayOf(params);
  const conjugate = { real: λ.real, imaginary: λ.imaginary.map((value) => -value) };
  const δλ = new Float64Array(2 * H);
  let fromNext: Float64Array = new Float64Array(2 * H);
  for (let t = forward.length - 1; t >= 0; t--) {
    const { x, added, previous, state, a, h } = forward[t]!;
    const δh = fromLoss[t]!;
    const δa = δh.map((value, k) => value * derivative(a[k]!));
    const δs = Float64Array.from(fromNext);
    addProductTransposed(δs, δa, C);
    const scaled = δs.map((value, k) => Math.exp(params.logScale[k % H]!) * value);
    const arrived = previous.map((value, k) => (k < H ? value : -value)); // conj(s_{t−1})
    addTo(δλ, turned(δs, { real: arrived.subarray(0, H), imaginary: arrived.subarray(H) }));
    addTo(
      gradients.logScale,
      vector(H, (k) => δs[k]! * added[k]! + δs[H + k]! * added[H + k]!),
    );
    addOuterProduct(gradients.inputKernel, x, scaled);
    addOuterProduct(gradients.stateKernel, state, δa);
    addOuterProduct(gradients.feedthroughKernel, x, δa);
    if (gradients.bias) addTo(gradients.bias, δa);
    const δx = inputGradient.subarray(t * x.length, (t + 1) * x.length);
    addProductTransposed(δx, scaled, B);
    addProductTransposed(δx, δa, D);
    const values = { state, a, h };
    steps.unshift({ values, gradient: { state: δs, a: δa, h: δh }, fromLoss: δh, fromNext });
    fromNext = turned(δs, conjugate);
  }
  const along = turned(δλ, conjugate);
  addTo(
    gradients.logDecay,
    vector(H, (k) => -Math.exp(params.logDecay[k]!) * along[k]!),
  );
  addTo(
    gradients.logPhase,
    vector(H, (k) => Math.exp(params.logPhase[k]!) * along[H + k]!),
  );
  return {
    loss,
    outputs,
    gradients,
    inputGradient,
    initialHiddenGradient: fromNext.slice(0, H),
    initialImaginaryGradient: fromNext.slice(H),
    steps,
  };
}
