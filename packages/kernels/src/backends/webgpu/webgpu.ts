import type { Backend } from '../backend.js';
import { scanKernels } from './linear-scan.js';
import { lossKernels } from './losses.js';
import { webgpuMatMul } from './mat-mul.js';
import { optimizerKernels } from './optimizers.js';
import { sequenceKernels } from './sequence.js';

/** Shaders in WGSL, through the backend's own `runWebGPUProgram`, and its own matMul made right. */
export const webgpu: Backend = {
  name: 'webgpu',
  build: 'wgsl',
  open: () => ({
    ...sequenceKernels,
    ...scanKernels,
    ...optimizerKernels,
    ...lossKernels,
    ...webgpuMatMul(),
  }),
};
