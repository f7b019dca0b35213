import * as tf from '@tensorflow/tfjs';
import { kernelTable } from './kernel-table.js';
import type { WasmModule } from './wasm-module.js';
import { kernelsIn, openWasmWorkspace, type WasmBackend } from './wasm-workspace.js';

/** Registers every kernel for the wasm backend, whether or not that backend is loaded yet. */
export function registerWasm(module: WasmModule): void {
  for (const [kernelName, kernel] of Object.entries(kernelTable)) {
    // Cells may have put their composed operations in its place before.
    if (tf.getKernel(kernelName, 'wasm')) tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({
      kernelName,
      backendName: 'wasm',
      kernelFunc({ inputs, attrs, backend }) {
        const wasmBackend = backend as WasmBackend;
        const workspace = openWasmWorkspace(wasmBackend, kernelsIn(wasmBackend, module));
        try {
          kernel(workspace, inputs, attrs ?? {});
          return workspace.outputs();
        } finally {
          workspace.close();
        }
      },
    });
  }
}
