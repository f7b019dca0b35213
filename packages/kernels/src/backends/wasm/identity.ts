import { type Kernels, replacing } from '../backend.js';
import type { WasmBackend } from './workspace.js';

/**
 * `Identity` of the wasm backend copies all values, and every tensor that is saved for a backward pass is
 * cloned, the reserve of a sequence as well. Tensors do not change, so a clone can share the memory of its
 * original, as it does on the other backends; the backend counts references.
 */
export function wasmIdentity(): Kernels {
  return replacing('wasm', 'Identity', (original) => (call) => {
    const { dataId, shape, dtype } = call.inputs.x!;
    if (dtype === 'string') return original(call); // kept outside the wasm memory
    (call.backend as WasmBackend).incRef(dataId);
    return { dataId, shape, dtype };
  });
}
