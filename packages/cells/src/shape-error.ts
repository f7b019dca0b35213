export { requireShape, ShapeError } from '@unrolled/kernels/contract';
