import { kernelsIn } from '../../webassembly/kernels.js';
import type { Backend } from '../backend.js';
import { createWasmWorkspaces, type WasmBackend } from '../wasm/workspace.js';
import { loadNative } from './load-native.js';

/** The kernels of @unrolled/native, where it is installed, in the memory of the wasm backend. */
export const native: Backend = {
  name: 'wasm',
  open(options) {
    const { module } = loadNative(options);
    if (!module) return undefined;
    const open = createWasmWorkspaces(module);
    return kernelsIn((backend) => open(backend as WasmBackend));
  },
};
