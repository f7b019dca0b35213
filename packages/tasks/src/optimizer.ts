import * as tf from '@tensorflow/tfjs';
import { fuseOptimizer } from '@unrolled/kernels';

export const optimizerNames = ['sgd', 'momentum', 'rmsprop', 'adam'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

/** tfjs's scalars that its own `getWeights` and `dispose` leave out. */
interface Hidden {
  readonly c?: tf.Scalar;
  readonly accBeta1?: tf.Variable;
  readonly accBeta2?: tf.Variable;
}

/**
 * One of tfjs's optimizers with PyTorch's default constants; {@link setLearningRate} comes before a step. Epsilon is always given, because tfjs's own
 * default differs between backends. All parameters are updated by one kernel where the backend has it.
 */
export function createOptimizer(name: OptimizerName): tf.Optimizer {
  return fuseOptimizer(tfjsOptimizer(name, 1));
}

/** For the steps to come. */
export function setLearningRate(optimizer: tf.Optimizer, learningRate: number): void {
  const settable = optimizer as unknown as {
    learningRate: number;
    setLearningRate?(learningRate: number): void;
  };
  if (settable.learningRate === learningRate) return;
  if (settable.setLearningRate) settable.setLearningRate(learningRate);
  else settable.learningRate = learningRate;
}

function tfjsOptimizer(name: OptimizerName, learningRate: number): tf.Optimizer {
  switch (name) {
    case 'sgd':
      return tf.train.sgd(learningRate);
    case 'momentum':
      return tf.train.momentum(learningRate, 0.9);
    case 'rmsprop':
      return tf.train.rmsprop(learningRate, 0.99, 0, 1e-8);
    case 'adam':
      return tf.train.adam(learningRate, 0.9, 0.999, 1e-8);
  }
}

/** Frees everything an optimizer holds; tfjs's momentum forgets its learning rate. */
export function disposeOptimizer(optimizer: tf.Optimizer): void {
  optimizer.dispose();
  const { c } = optimizer as Hidden;
  if (c && !c.isDisposed) c.dispose();
}

/**
 * What an optimizer carries from step to step, in a fixed order; the caller owns the copies. Adam's running
 * products of β are part of it, because recomputing them as powers differs in the last bits.
 */
export async function optimizerState(optimizer: tf.Optimizer): Promise<tf.Tensor[]> {
  const [iterations, ...accumulators] = await optimizer.getWeights();
  const { accBeta1, accBeta2 } = optimizer as Hidden;
  const betas = accBeta1 && accBeta2 ? [accBeta1, accBeta2] : [];
  return [
    iterations!.tensor,
    ...[...accumulators.map(({ tensor }) => tensor), ...betas].map((tensor) => tf.clone(tensor)),
  ];
}

/** Puts back what {@link optimizerState} gave. */
export async function restoreOptimizer(optimizer: tf.Optimizer, state: readonly tf.Tensor[]): Promise<void> {
  const { accBeta1, accBeta2 } = optimizer as Hidden;
  const own = accBeta1 ? state.slice(0, -2) : state;
  await optimizer.setWeights(own.map((tensor, i) => ({ name: String(i), tensor })));
  accBeta1?.assign(state.at(-2)!);
  accBeta2?.assign(state.at(-1)!);
}
