export {
  type Activation,
  activations,
  hardStep,
  hardStepDerivative,
  relu,
  reluDerivative,
  sigmoid,
  sigmoidDerivative,
  tanh,
  tanhDerivative,
} from './activations.js';
export { type ForgetGateFlow, forgetGateFlow } from './bptt/forget-gates.js';
export {
  type GruCellParams,
  type GruForwardStep,
  type GruParams,
  type GruSize,
  type GruStep,
  type GruValues,
  gruBptt,
  gruForward,
} from './bptt/gru.js';
export {
  type LstmBptt,
  type LstmCellParams,
  type LstmForwardStep,
  type LstmParams,
  type LstmSequence,
  type LstmStep,
  type LstmValues,
  lstmBptt,
  lstmForward,
} from './bptt/lstm.js';
export type { Bptt, CellSize, Objective, Parameters, Sequence } from './bptt/model.js';
export type { ReadoutParams } from './bptt/readout.js';
export {
  type RnnCellParams,
  type RnnForwardStep,
  type RnnParams,
  type RnnSize,
  type RnnStep,
  rnnBptt,
  rnnForward,
} from './bptt/rnn.js';
export { centralDifferences } from './central-differences.js';
export {
  angleBetween,
  type ClippedGradient,
  type ClippingStudy,
  clipByNorm,
  clipByValue,
  clippingStudy,
} from './clipping.js';
export {
  type ConstructionCheck,
  type ConstructionName,
  construct,
  constructions,
} from './constructed/construct.js';
export {
  type ConstructedLayer,
  type ConstructedNetwork,
  type Construction,
  type NetworkRunner,
  type Rows,
  runNetwork,
} from './constructed/network.js';
export {
  closedFormGradients,
  type DifferentiatedCell,
  differentiatedCells,
  type GradientPair,
  type GradientProblem,
  type GradientWay,
  gradientCheck,
  gradientProblem,
  maxRelativeError,
  numericalGradients,
} from './gradient-check.js';
export {
  approximateDerivativeRatio,
  derivativeRatio,
  type ExactAndApproximate,
  type RatioStudy,
  ratioInterval,
  ratioStudy,
} from './gradient-flow/derivative-ratio.js';
export {
  type BoundStudy,
  boundStudy,
  criticalNorm,
  gradientBound,
  scalarGradient,
} from './gradient-flow/gradient-bounds.js';
export { type JacobianStudy, jacobianStudy, jacobians, type RunningCell } from './gradient-flow/jacobian.js';
export { skipGradientBound, skipGrowth, skipPathCount } from './gradient-flow/skip-connections.js';
export { type SkipRnnCellParams, skipRnnForward } from './gradient-flow/skip-rnn.js';
export { type Complex, eigenvalues, spectralRadius } from './linear-algebra/eigenvalues.js';
export { type Matrix, matrix } from './linear-algebra/matrix.js';
export { spectralNorm } from './linear-algebra/spectral-norm.js';
export {
  type CellKind,
  type CellOptions,
  cellParameters,
  type ModelOptions,
  modelParameters,
  type ParameterShape,
  parameterCount,
  readoutParameters,
} from './parameter-count.js';
export { bernoulliNumbers } from './series/bernoulli.js';
export { type MaclaurinPolynomial, maclaurin } from './series/maclaurin.js';
export { formatRational, type Rational, toNumber } from './series/rational.js';
export { type TrainingCost, type TrainingShape, trainingCost } from './training-cost.js';
