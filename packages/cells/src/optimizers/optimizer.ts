import type * as tf from '@tensorflow/tfjs-core';
import { requireKnown, requirePositive } from '../require.js';
import { constantSchedule, type Schedule } from '../schedules.js';
import type { TensorTree } from '../types.js';

/**
 * A rule that turns parameters, their gradients and what it remembers into the next parameters. Pure, in the
 * manner of optax: plain float32 tensors in, new ones out. Nothing that is passed in is changed or disposed
 * of, and everything that is returned is the caller's to dispose of.
 *
 * The state is a tree whose names say what it holds, `first.cell.bias`, so that it can be stored by name.
 *
 * @example
 * const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 1e-3 }));
 * let params = { cell: cell.init(Math.random), head: head.init(Math.random) };
 * let state = optimizer.init(params);
 * for (let step = 0; step < 100; step++) {
 *   const { value, gradients } = valueAndGradients(loss, params);
 *   const [nextParams, nextState] = optimizer.update(gradients, state, params, step);
 *   tf.dispose([value, gradients, params, state]);
 *   [params, state] = [nextParams, nextState];
 * }
 */
export interface Optimizer<S extends TensorTree = TensorTree> {
  /** What there is to remember before the first update. */
  init(params: TensorTree): S;
  /**
   * One update of all parameters: one kernel call where the backend has it, else tfjs's operations, with the same
   * result.
   *
   * @param step how many updates were made before, from 0 on; the learning rate follows from it
   * @throws TypeError if a gradient or a part of the state is missing, or a parameter is not float32
   * @throws ShapeError if one has another shape than its parameter
   */
  update<P extends TensorTree>(
    gradients: P,
    state: S,
    params: P,
    step: number,
  ): readonly [params: P, state: S];
}

/** An optimizer that clips gradients as it goes over them; all of `@unrolled/cells` are. */
export interface ClippingOptimizer<S extends TensorTree = TensorTree> extends Optimizer<S> {
  /**
   * `update` with `clipByGlobalNorm(limit)` before it, which `chain` makes of the two, in one kernel call where the backend
   * has it; and the norm ‖g‖ before clipping.
   */
  updateClipped<P extends TensorTree>(
    limit: number,
    gradients: P,
    state: S,
    params: P,
    step: number,
  ): readonly [params: P, state: S, norm: tf.Scalar];
}

export interface OptimizerOptions {
  /** A positive number, or one for each step. */
  readonly learningRate: number | Schedule;
}

/**
 * The rate of an optimizer, which besides has the options `more`.
 *
 * @throws RangeError unless a rate given as a number is positive
 * @throws TypeError if there is another option
 */
export function scheduleOf(where: string, options: OptimizerOptions, more: readonly string[] = []): Schedule {
  requireKnown(where, options, ['learningRate', ...more]);
  const { learningRate } = options;
  if (typeof learningRate === 'function') return learningRate;
  requirePositive(where, 'learningRate', learningRate);
  return constantSchedule(learningRate);
}
