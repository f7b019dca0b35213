/** The activations a plain recurrence may use; `step` is for networks whose weights are set by hand. */
export type Activation = 'tanh' | 'relu' | 'sigmoid' | 'identity' | 'step';

/**
 * σ(x) = 1/(1 + e^−x), without overflow for any x and with full relative accuracy in the left tail.
 *
 * @example
 * [sigmoid(0), sigmoid(2), sigmoid(-1000)]; // → [0.5, 0.8808, 0]
 */
export function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return x >= 0 ? 1 / (1 + e) : e / (1 + e);
}

/**
 * σ′(x) = σ(x)·(1 − σ(x)) = (½ / cosh(x/2))²; the second form neither overflows, nor exceeds 1/4 by a
 * rounding, nor loses its digits where 1 − σ(x) would cancel.
 *
 * @example
 * sigmoidDerivative(0); // → 0.25
 */
export function sigmoidDerivative(x: number): number {
  return (0.5 / Math.cosh(x / 2)) ** 2;
}

/**
 * tanh(x).
 *
 * @example
 * tanh(1); // → 0.76159
 */
export function tanh(x: number): number {
  return Math.tanh(x);
}

/**
 * tanh′(x) = 1 − tanh²(x) = (1 / cosh x)², computed in the second form for the same reasons as σ′.
 *
 * @example
 * [tanhDerivative(0), tanhDerivative(2)]; // → [1, 0.07065]
 */
export function tanhDerivative(x: number): number {
  return (1 / Math.cosh(x)) ** 2;
}

/**
 * relu(x) = max(0, x).
 *
 * @example
 * [relu(-2), relu(3)]; // → [0, 3]
 */
export function relu(x: number): number {
  return Math.max(0, x);
}

/**
 * relu′(x) = 1 for x > 0, else 0 (the value at the kink is TensorFlow's choice).
 *
 * @example
 * [reluDerivative(-2), reluDerivative(0), reluDerivative(3)]; // → [0, 0, 1]
 */
export function reluDerivative(x: number): number {
  return whereNumber(x, x > 0 ? 1 : 0);
}

/**
 * The hard step, 1 for x > 0, else 0: a threshold unit is silent exactly at its threshold, as in `tf.step`.
 *
 * @example
 * [hardStep(-1), hardStep(0), hardStep(0.1)]; // → [0, 0, 1]
 */
export function hardStep(x: number): number {
  return whereNumber(x, x > 0 ? 1 : 0);
}

/**
 * The hard step's derivative: 0, also at the jump, where there is none. Nothing can be learned through it.
 *
 * @example
 * hardStepDerivative(0.5); // → 0
 */
export function hardStepDerivative(x: number): number {
  return whereNumber(x, 0);
}

const whereNumber = (x: number, value: number) => (Number.isNaN(x) ? x : value);

/** φ and φ′ by name, with γ = max |φ′|, the factor by which one step can at most scale a gradient. */
export const activations: Readonly<
  Record<
    Activation,
    { readonly f: (x: number) => number; readonly derivative: (x: number) => number; readonly gamma: number }
  >
> = {
  tanh: { f: tanh, derivative: tanhDerivative, gamma: 1 },
  relu: { f: relu, derivative: reluDerivative, gamma: 1 },
  sigmoid: { f: sigmoid, derivative: sigmoidDerivative, gamma: 1 / 4 },
  identity: { f: (x) => x, derivative: (x) => whereNumber(x, 1), gamma: 1 },
  step: { f: hardStep, derivative: hardStepDerivative, gamma: 0 },
};
