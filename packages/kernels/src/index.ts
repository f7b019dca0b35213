export { accelerateMatMul } from './backends/wasm/accelerate-matmul.js';
export { type Activation, ShapeError, sequenceKernels } from './contract/index.js';
export { fuseOptimizer } from './fuse-optimizer.js';
export { type KernelReport, registerKernels } from './register-kernels.js';
