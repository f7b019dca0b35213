export * from './sequence-kernels.js';
