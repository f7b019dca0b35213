import * as tf from '@tensorflow/tfjs-core';
import { type Kernels, replacing } from '../backend.js';

/** From so many terms on the backend shares out a sum of products (`MatMulSplitKProgram`). */
const sharedOut = 2000;

/**
 * tfjs 4.22 reads a right side that is transposed in the wrong order where it shares the sum out, so that such a product, as
 * in the gradient of every matMul of that size, is wrong without a word. Here that side is transposed first.
 */
export function webgpuMatMul(): Kernels {
  return { ...transposingFirst('BatchMatMul'), ...transposingFirst('_FusedMatMul') };
}

const transposingFirst = (kernelName: string) =>
  replacing('webgpu', kernelName, (original) => (call) => {
    const b = call.inputs.b as tf.Tensor;
    if (!call.attrs?.transposeB || b.shape.at(-1)! < sharedOut) return original(call);
    const outer = b.shape.slice(0, -2).map((_, axis) => axis);
    const transposed = tf.transpose(b, [...outer, outer.length + 1, outer.length]);
    const result = original({
      ...call,
      inputs: { ...call.inputs, b: transposed },
      attrs: { ...call.attrs, transposeB: false },
    });
    transposed.dispose();
    return result;
  });
