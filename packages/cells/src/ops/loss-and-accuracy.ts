import * as tf from '@tensorflow/tfjs-core';
import { bringKernels } from '@unrolled/kernels';
import { type LossName, losses, requireLoss } from '@unrolled/kernels/contract';

/** Of logits z and targets y. */
interface Equations {
  /** A loss a row, or one for each number, and its derivative by z. */
  at(z: tf.Tensor, y: tf.Tensor): { readonly losses: tf.Tensor; readonly slope: tf.Tensor };
  /** The change of the slope along v, for a second derivative. */
  curvature(z: tf.Tensor, v: tf.Tensor): tf.Tensor;
}

const equations: Readonly<Record<LossName, Equations>> = {
  SoftmaxCrossEntropy: {
    at(z, y) {
      const one = tf.cast(tf.equal(tf.range(0, z.shape.at(-1)!), tf.expandDims(y, -1)), 'float32');
      const shifted = tf.sub(z, tf.max(z, -1, true));
      const powers = tf.exp(shifted);
      const total = tf.sum(powers, -1, true);
      const answered = tf.sum(tf.mul(shifted, one), -1, true);
      const isClass = tf.sum(one, -1, true);
      return {
        losses: tf.div(tf.sub(tf.log(total), answered), isClass), // by 0 where y is none
        slope: tf.sub(tf.div(powers, total), one),
      };
    },
    curvature(z, v) {
      const p = tf.softmax(z);
      return tf.mul(p, tf.sub(v, tf.sum(tf.mul(p, v), -1, true)));
    },
  },
  // max(z, 0) − z·y + ln(1 + e^−|z|), which no z overflows
  SigmoidCrossEntropy: {
    at: (z, y) => ({
      losses: tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log1p(tf.exp(tf.neg(tf.abs(z))))),
      slope: tf.sub(tf.sigmoid(z), y),
    }),
    curvature(z, v) {
      const p = tf.sigmoid(z);
      return tf.mul(tf.mul(p, tf.sub(1, p)), v);
    },
  },
  SquaredError: {
    at(z, y) {
      const error = tf.sub(z, y);
      return { losses: tf.square(error), slope: tf.mul(2, error) };
    },
    curvature: (_, v) => tf.mul(2, v),
  },
};

/** 1 for each row that is answered right, else 0, whose shape is that of the weights. */
export const right: Readonly<Record<LossName, (z: tf.Tensor, y: tf.Tensor) => tf.Tensor>> = {
  SoftmaxCrossEntropy: (z, y) => tf.cast(tf.equal(tf.argMax(z, -1), tf.cast(y, 'int32')), 'float32'),
  SigmoidCrossEntropy: (z, y) => tf.min(tf.cast(tf.equal(tf.step(z), y), 'float32'), -1),
  SquaredError: (z) => tf.zeros(z.shape.slice(0, -1)),
};

/** By what the losses of each row are multiplied for their mean, [..., 1], and which rows count. */
function shareOfRows(name: LossName, z: tf.Tensor, weights = tf.ones(z.shape.slice(0, -1))) {
  const counts = tf.cast(tf.notEqual(weights, 0), 'float32');
  const count = tf.maximum(tf.sum(counts), 1);
  const columns = losses[name].isClass ? 1 : z.shape.at(-1)!;
  return { counts, count, scale: tf.expandDims(tf.div(weights, tf.mul(count, columns)), -1) };
}

/** The loss, the accuracy, and the loss's gradient by the logits, as the kernel gives them. */
function compose(name: LossName, z: tf.Tensor, y: tf.Tensor, weights?: tf.Tensor): Outputs {
  const { losses, slope } = equations[name].at(z, y);
  const { counts, count, scale } = shareOfRows(name, z, weights);
  const accuracy = tf.div(tf.sum(tf.mul(right[name](z, y), counts)), count);
  return [tf.sum(tf.mul(losses, scale)), accuracy as tf.Scalar, tf.mul(slope, scale)];
}

type Outputs = [loss: tf.Scalar, accuracy: tf.Scalar, slope: tf.Tensor];

/**
 * The mean of a loss over rows, [...] of logits [..., columns], and the share of them that is answered right, those left out whose
 * weight is 0: by one kernel call where the backend has it. The gradient comes with them, since for a small net the many operations
 * of a loss cost more than the recurrence.
 *
 * @param where what the messages begin with
 */
export function lossAndAccuracy(
  where: string,
  name: LossName,
  logits: tf.Tensor,
  targets: tf.Tensor,
  mask?: tf.Tensor,
): { readonly loss: tf.Scalar; readonly accuracy: tf.Scalar } {
  bringKernels();
  const y = float32(targets);
  const weights = mask && float32(mask);
  requireLoss(name, { logits, targets: y, ...(weights && { weights }) }, where);
  const hasKernel = tf.getKernel(name, tf.getBackend()) !== undefined;
  let accuracy: tf.Scalar | undefined;
  const op = tf.customGrad((given, save) => {
    const z = given as tf.Tensor;
    const inputs = { logits: z, targets: y, ...(weights && { weights }) };
    const [loss, share, slope] = hasKernel
      ? (tf.engine().runKernel<tf.Tensor[]>(name, inputs) as Outputs)
      : compose(name, z, y, weights);
    accuracy = tf.keep(share); // out of the scope of an op, which has one result
    (save as tf.GradSaveFunc)([z, slope]);
    return {
      value: loss,
      gradFunc: (dy: tf.Tensor, [z, slope]: tf.Tensor[]) => scaled(dy, slope!, z!, name, weights),
    };
  });
  const loss = op(logits) as tf.Scalar;
  const results = { loss, accuracy: tf.clone(accuracy!) };
  accuracy!.dispose();
  return results;
}

const float32 = (tensor: tf.Tensor) => (tensor.dtype === 'float32' ? tensor : tf.cast(tensor, 'float32'));

/** dy · slope, with the slope, which is not on the tape, as a function of the logits z. */
function scaled(
  dy: tf.Tensor,
  slope: tf.Tensor,
  z: tf.Tensor,
  name: LossName,
  weights: tf.Tensor | undefined,
): tf.Tensor {
  const op = tf.customGrad((dy, z, save) => {
    (save as tf.GradSaveFunc)([dy as tf.Tensor, z as tf.Tensor, slope]);
    return {
      value: tf.mul(dy as tf.Tensor, slope),
      gradFunc(v: tf.Tensor, [dy, z, slope]: tf.Tensor[]) {
        const { scale } = shareOfRows(name, z!, weights);
        const along = tf.mul(tf.mul(v, dy!), scale);
        return [tf.sum(tf.mul(v, slope!)), equations[name].curvature(z!, along)];
      },
    };
  });
  return op(dy, z);
}
