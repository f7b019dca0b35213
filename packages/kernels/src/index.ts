export { accelerateMatMul } from './accelerate-matmul.js';
export { fuseOptimizer } from './fuse-optimizer.js';
export { type KernelReport, registerKernels } from './register-kernels.js';
export * from './sequence-kernels.js';
export { ShapeError } from './shape-error.js';
