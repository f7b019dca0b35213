export { type LossName, losses, lossNames, requireLoss } from './losses.js';
export { type OptimizerAttrs, type OptimizerName, optimizers, tensorNames } from './optimizers.js';
export { requireSides, transposedProduct } from './products.js';
export { type Field, inputNames, outputsOf, requireInputs, type Sizes, shapeOf } from './require-inputs.js';
export {
  type Activation,
  activations,
  type GradAttrs,
  gradientName,
  gradName,
  type KernelAttrs,
  type KernelInputs,
  mostReserveBytes,
  type OutputName,
  reserveRows,
  type SequenceAttrs,
  type SequenceKernelName,
  type SequenceName,
  sequenceKernels,
  sequenceNames,
  sequences,
} from './sequences.js';
export { requireShape, ShapeError } from './shape-error.js';
