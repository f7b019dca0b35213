export { accelerateMatMul } from './accelerate-matmul.js';
export { type KernelReport, registerKernels } from './register-kernels.js';
export * from './sequence-kernels.js';
export { ShapeError } from './shape-error.js';
