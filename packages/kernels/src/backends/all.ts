import type { Backend } from './backend.js';
import { cpu } from './cpu/cpu.js';
import { native } from './native/native.js';
import { tensorflow } from './tensorflow/tensorflow.js';
import { threads } from './threads/threads.js';
import { wasm } from './wasm/wasm.js';
import { webgpu } from './webgpu/webgpu.js';

/** Every room; of two for one backend the later has the say. */
export const backends: readonly Backend[] = [wasm, threads, native, cpu, webgpu, tensorflow];
