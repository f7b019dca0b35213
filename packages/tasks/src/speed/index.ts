export { alternate, type Contender, clocks } from './alternate.js';
export { layersStep } from './layers-step.js';
export {
  measureSpeed,
  palindromeStep,
  type SpeedOptions,
  type StepSpeed,
  timeStep,
} from './measure-speed.js';
export { type Batch, batches, classes, flop, type StepShape, title } from './training-step.js';
export { unrolledStep } from './unrolled-step.js';
