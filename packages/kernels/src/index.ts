export type { NativeOptions, NativeReport } from './backends/native/load-native.js';
export { accelerateMatMul } from './backends/wasm/accelerate-matmul.js';
export { type Activation, ShapeError, sequenceKernels } from './contract/index.js';
export {
  bringKernels,
  compiled,
  type KernelOptions,
  type KernelReport,
  kernelsInUse,
  registerKernels,
} from './register-kernels.js';
