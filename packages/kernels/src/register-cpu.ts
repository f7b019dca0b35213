import * as tf from '@tensorflow/tfjs';
import { type CpuBackend, createCpuWorkspaces } from './cpu-workspace.js';
import { kernelTable } from './kernel-table.js';
import type { WasmModule } from './wasm-module.js';

/** Registers every kernel for the cpu backend; values are copied to a memory of ours and back. */
export function registerCpu(module: WasmModule): void {
  const open = createCpuWorkspaces(module);
  for (const [kernelName, kernel] of Object.entries(kernelTable)) {
    // Cells may have put their composed operations in its place before.
    if (tf.getKernel(kernelName, 'cpu')) tf.unregisterKernel(kernelName, 'cpu');
    tf.registerKernel({
      kernelName,
      backendName: 'cpu',
      kernelFunc({ inputs, attrs, backend }) {
        const workspace = open(backend as CpuBackend);
        kernel(workspace, inputs, attrs ?? {});
        return workspace.outputs();
      },
    });
  }
}
