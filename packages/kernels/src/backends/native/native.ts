import { kernelsIn } from '../../webassembly/kernels.js';
import type { Backend } from '../backend.js';
import { createWasmWorkspaces, type WasmBackend } from '../wasm/workspace.js';
import { loadNative } from './load-native.js';

/** The kernels of @unrolled/native, where it is installed, in the memory of the wasm backend. */
export const native = {
  name: 'wasm',
  async open(options) {
    const { module } = await loadNative(options);
    if (!module) return undefined;
    const open = createWasmWorkspaces(module);
    return kernelsIn((backend) => open(backend as WasmBackend));
  },
} as const satisfies Backend;
