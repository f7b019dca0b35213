import type * as tf from '@tensorflow/tfjs-core';

/** By the name of an input, a function that gives its gradient: what tfjs wants of a gradient function. */
export type Gradients = { readonly [input: string]: () => tf.Tensor };

/**
 * The gradients that `compute` gives all at once, computed when the first is wanted: with that of x if x is
 * the first, else without it. tfjs wants those of the inputs that somebody differentiates by, in the order of
 * `names`. For each it first asks whether the gradient is there, then calls its function in a scope of its
 * own. They are computed when it asks, so that the others outlive that scope. Should tfjs not ask, or come in
 * another order, they are computed again.
 *
 * @param others gradients that cost nothing
 */
export function gradientsOnDemand(
  names: readonly string[],
  compute: (withX: boolean) => Readonly<Record<string, tf.Tensor>>,
  others: Gradients,
): Gradients {
  let computed: Readonly<Record<string, tf.Tensor>> = {};
  const gradient = (name: string): tf.Tensor => {
    if (computed[name]?.isDisposed !== false) computed = compute(name === 'x');
    return computed[name]!;
  };
  const onDemand = Object.fromEntries(names.map((name) => [name, () => gradient(name)]));
  return new Proxy(
    { ...others, ...onDemand },
    {
      has(gradients, name) {
        if (Object.hasOwn(onDemand, name)) gradient(name as string);
        return Object.hasOwn(gradients, name);
      },
    },
  );
}
