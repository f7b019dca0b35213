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
export { bernoulliNumbers } from './bernoulli.js';
export {
  approximateDerivativeRatio,
  derivativeRatio,
  type ExactAndApproximate,
  type RatioStudy,
  ratioInterval,
  ratioStudy,
} from './derivative-ratio.js';
export { type MaclaurinPolynomial, maclaurin } from './maclaurin.js';
export * from './parameter-count.js';
export { formatRational, type Rational, toNumber } from './rational.js';
export { ShapeError } from './shape-error.js';
