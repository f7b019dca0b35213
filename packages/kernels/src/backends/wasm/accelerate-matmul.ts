import type * as tf from '@tensorflow/tfjs-core';
import { activationCodes } from '../../webassembly/activation-codes.js';
import { matmul } from '../../webassembly/matmul.js';
import { loadWasmModule } from '../../webassembly/module.js';
import type { Workspace } from '../../webassembly/workspace.js';
import { replacing, useKernels } from '../backend.js';
import { loadNative, type NativeOptions } from '../native/load-native.js';
import { createWasmWorkspaces, type WasmBackend } from './workspace.js';

const fusable = new Map<unknown, number>([
  ['linear', activationCodes.identity],
  ['relu', activationCodes.relu],
  ['relu6', activationCodes.relu6],
  ['sigmoid', activationCodes.sigmoid],
]);

let accelerating: Promise<void> | undefined;

/**
 * Replaces the matrix product of the TensorFlow.js wasm backend (`BatchMatMul` and `_FusedMatMul`), whose own
 * runs at a tenth of its speed when either side is transposed, as it is in every backward pass. Any model
 * then trains faster. Results agree within float32 rounding, with the broadcasting of `tf.matMul`. What is
 * not covered (an empty axis, a rare fused activation) goes on to the backend's own kernel. Without
 * WebAssembly SIMD nothing changes, and a second call does nothing. Native kernels are chosen by the same options as in
 * `registerKernels`, and by whichever is called first.
 *
 * Afterwards a product whose inner sizes differ throws a ShapeError.
 *
 * @throws Error when `@tensorflow/tfjs-backend-wasm` has not been imported
 * @example
 * import * as tf from '@tensorflow/tfjs-core';
 * import '@tensorflow/tfjs-backend-wasm';
 *
 * await tf.setBackend('wasm');
 * await accelerateMatMul();
 * tf.matMul([[1, 2]], [[3, 4]], false, true); // → [[11]]
 */
export function accelerateMatMul(options: NativeOptions = {}): Promise<void> {
  accelerating ??= accelerate(options).catch((error) => {
    accelerating = undefined;
    throw error;
  });
  return accelerating;
}

async function accelerate(options: NativeOptions): Promise<void> {
  const module = loadNative(options).module ?? (await loadWasmModule());
  if (!module) return;
  const open = createWasmWorkspaces(module);
  for (const kernelName of ['BatchMatMul', '_FusedMatMul']) {
    const replacement = replacing('wasm', kernelName, (original) => accelerated(original, open));
    if (!replacement[kernelName])
      throw new Error('accelerateMatMul: import @tensorflow/tfjs-backend-wasm first');
    useKernels('wasm', replacement);
  }
}

function accelerated(original: tf.KernelFunc, open: (backend: WasmBackend) => Workspace): tf.KernelFunc {
  return (call) => {
    const { a, b, bias } = call.inputs as { a: tf.TensorInfo; b: tf.TensorInfo; bias?: tf.TensorInfo };
    const { transposeA, transposeB, activation = 'linear' } = call.attrs ?? {};
    const code = fusable.get(activation);
    const covered = [a, b].every((side) => side.dtype === 'float32' && !side.shape.includes(0));
    const fitting = bias === undefined || (bias.shape.length === 1 && bias.dtype === 'float32');
    if (!covered || !fitting || code === undefined) return original(call);
    const workspace = open(call.backend as WasmBackend);
    try {
      matmul(
        workspace,
        { a, b, bias },
        { transposeA: !!transposeA, transposeB: !!transposeB, activation: code },
      );
      return workspace.outputs()[0]!;
    } finally {
      workspace.close();
    }
  };
}
