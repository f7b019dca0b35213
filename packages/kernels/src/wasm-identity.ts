import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './wasm-workspace.js';

/**
 * Replaces `Identity` of the wasm backend, which copies all values: every tensor that is saved for a backward pass is
 * cloned, the reserve of a sequence as well. Tensors do not change, so a clone can share the memory of its original, as it
 * does on the other backends; the backend counts references.
 */
export function registerWasmIdentity(): void {
  const original = tf.getKernel('Identity', 'wasm');
  if (!original) return;
  tf.unregisterKernel('Identity', 'wasm');
  tf.registerKernel({
    ...original,
    kernelFunc(call) {
      const { dataId, shape, dtype } = call.inputs.x!;
      if (dtype === 'string') return original.kernelFunc(call); // kept outside the wasm memory
      (call.backend as WasmBackend).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
