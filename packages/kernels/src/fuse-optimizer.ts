import * as tf from '@tensorflow/tfjs';
import { type Rule, rules } from './optimizer-rules.js';

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/**
 * Makes an optimizer of `tf.train.*` update all parameters in one kernel call, and returns it. SGD, momentum,
 * RMSProp (not centered) and Adam have such a kernel on the backends of `registerKernels`; anything else goes on as
 * before. Values and state are those of TensorFlow.js to the bit, and live in the same variables: `getWeights`,
 * `setWeights` and `dispose` work unchanged. A small net gains most: its step is mostly the overhead of some fifteen
 * operations a parameter.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { fuseOptimizer, registerKernels } from '@unrolled/kernels';
 *
 * await registerKernels();
 * const optimizer = fuseOptimizer(tf.train.adam(1e-3));
 * ```
 */
export function fuseOptimizer<O extends tf.Optimizer>(optimizer: O): O {
  const rule = rules[optimizer.getClassName()];
  if (!rule) return optimizer;
  const original = optimizer.applyGradients.bind(optimizer);
  optimizer.applyGradients = (gradients) => {
    if (!update(optimizer, rule, gradients)) original(gradients);
  };
  return optimizer;
}

/** The fused update; false, with nothing done, where it does not apply. */
function update(optimizer: tf.Optimizer, rule: Rule, gradients: Gradients): boolean {
  if (!tf.getKernel(rule.kernelName, tf.getBackend()) || !rule.applies(optimizer)) return false;
  const named = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor: tensor as tf.Tensor | null }));
  const variables = named.map(({ name }) => tf.engine().registeredVariables[name]!);
  if (variables.some(({ dtype }) => dtype !== 'float32')) return false;

  const state = variables.map((variable, i) => rule.state(optimizer, variable, named[i]!.name, i));
  const updated = [...variables.keys()].filter((i) => named[i]!.tensor);
  const inputs: tf.NamedTensorMap = { ...rule.shared(optimizer) };
  for (const [at, i] of updated.entries()) {
    inputs[`value${at}`] = variables[i]!;
    inputs[`gradient${at}`] = named[i]!.tensor!;
    for (const [name, variable] of Object.entries(state[i]!)) inputs[`${name}${at}`] = variable;
  }
  tf.tidy(() => {
    const attrs = { ...rule.attributes(optimizer), parameters: updated.length };
    const results = tf.engine().runKernel<tf.Tensor[]>(rule.kernelName, inputs, attrs);
    const targets = updated.flatMap((i) => [variables[i]!, ...Object.values(state[i]!)]);
    targets.forEach((target, at) => {
      target.assign(results[at]!);
    });
    rule.finish(optimizer);
  });
  (optimizer as unknown as { incrementIterations(): void }).incrementIterations();
  return true;
}
