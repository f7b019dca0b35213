import type { Backend } from './backend.js';

/** Every room, a line each; of two for one backend the later has the say. */
export const backends = [
  () => import('./wasm/wasm.js').then(({ wasm }) => wasm),
  () => import('./native/native.js').then(({ native }) => native),
  () => import('./cpu/cpu.js').then(({ cpu }) => cpu),
] as const satisfies readonly (() => Promise<Backend>)[];
