import * as tf from '@tensorflow/tfjs';
import {
  gradName,
  inputNames,
  type KernelAttrs,
  type KernelInputs,
  type OutputName,
  outputsOf,
  requireInputs,
  type SequenceKernelName,
  type SequenceName,
  sequences,
} from '@unrolled/kernels/contract';
import { type Gradients, gradientsOnDemand } from './gradients-on-demand.js';
import { skipZeroGradients } from './skip-zero-gradients.js';

/**
 * The kernels of @unrolled/kernels as an op: how to compute them from tfjs ops where no backend brings its own. For each
 * output a function, called where the contract has it.
 */
export interface SequenceOp<N extends SequenceName> {
  readonly name: N;
  forward(inputs: KernelInputs<N>, attributes: KernelAttrs<N>): Outputs<N>;
  gradient(inputs: KernelInputs<`${N}Grad`>, attributes: KernelAttrs<`${N}Grad`>): Outputs<`${N}Grad`>;
}
type Outputs<N extends SequenceKernelName> = Readonly<Record<OutputName<N>, () => tf.Tensor>>;
type Composition = (inputs: object, attributes: object) => Readonly<Record<string, () => tf.Tensor>>;

/**
 * Runs the kernel of the current backend, or the composition of tfjs ops, and puts it on the tape with the
 * gradient kernel as its backward pass. Registers on first use, so that importing has no side effect.
 *
 * @param where what the messages begin with
 * @returns the outputs in the order of the contract
 * @throws ShapeError, naming the input, unless all fit x [B, T, I] and the state [B, H]
 */
export function runSequenceOp<N extends SequenceName>(
  where: string,
  op: SequenceOp<N>,
  inputs: KernelInputs<N>,
  attributes: KernelAttrs<N>,
): tf.Tensor[] {
  requireInputs(op.name, inputs, attributes, where);
  registerComposition(op);
  registerGradient(op.name);
  const given = inputNames(op.name, inputs);
  // tfjs saves "all inputs" for the backward pass only of an array. This one has names as well, which is
  // what kernels read; a fixed list of inputs to save could not leave out the optional ones.
  const named = [] as unknown as tf.NamedTensorMap;
  for (const name of given) named[name] = (inputs as unknown as tf.NamedTensorMap)[name]!;
  const attrs = { ...attributes, given };
  const outputs = tf.engine().runKernel<tf.Tensor[]>(op.name, named, attrs);
  skipZeroGradients(outputs, tf.getGradient(op.name)!.gradFunc, attrs);
  return outputs;
}

/** Both kernels together, since they share a reserve: a backend that lacks either gets the composition for both. */
function registerComposition<N extends SequenceName>(op: SequenceOp<N>): void {
  const backendName = tf.getBackend();
  const kernels = [op.name, gradName(op.name)] as const;
  if (kernels.every((name) => tf.getKernel(name, backendName))) return;
  for (const kernelName of kernels) {
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    const compose = (kernelName === op.name ? op.forward : op.gradient) as Composition;
    const kernelFunc: tf.KernelFunc = ({ inputs, attrs = {} }) =>
      tf.tidy(() => {
        requireInputs(kernelName, inputs, attrs);
        const outputs = compose(inputs, attrs);
        return outputsOf(kernelName, inputs, attrs).map(({ name }) => outputs[name]!());
      });
    tf.registerKernel({ kernelName, backendName, kernelFunc });
  }
}

function registerGradient(name: SequenceName): void {
  if (tf.getGradient(name)) return;
  const outputNames = Object.keys(sequences[name].outputs);
  tf.registerGradient({
    kernelName: name,
    saveAllInputs: true,
    outputsToSave: outputNames.map(() => true),
    gradFunc: (dOutputs, saved, attrs) =>
      sequenceGradients(name, outputNames, [dOutputs].flat(), saved as tf.Tensor[], attrs),
  });
  tf.registerGradient({
    kernelName: gradName(name),
    gradFunc() {
      throw new Error(`unroll: ${name} has no second derivative; use { method: 'step' }`);
    },
  });
}

/** @param dOutputs the gradient of each output, or null where nothing depends on it */
function sequenceGradients(
  name: SequenceName,
  outputNames: readonly string[],
  dOutputs: readonly (tf.Tensor | null)[],
  saved: readonly tf.Tensor[],
  attributes: tf.NamedAttrMap,
): Gradients {
  const given = attributes.given as string[];
  const tensors = Object.fromEntries([...given, ...outputNames].map((tensor, i) => [tensor, saved[i]!]));
  for (const [i, output] of outputNames.entries())
    if (dOutputs[i] && output !== 'reserve')
      tensors[`d${output[0]!.toUpperCase()}${output.slice(1)}`] = dOutputs[i];
  tensors.dHidden ??= tf.zerosLike(tensors.hidden!); // the one gradient that the kernels do not do without
  const compute = (inputGradient: boolean) => {
    const kernel = gradName(name);
    const attrs = { ...attributes, inputGradient };
    const results = tf.engine().runKernel<tf.Tensor[]>(kernel, tensors, attrs);
    return Object.fromEntries(outputsOf(kernel, tensors, attrs).map(({ of }, i) => [of!, results[i]!]));
  };
  const { mask } = tensors;
  const names = given.filter((input) => input !== 'mask');
  return gradientsOnDemand(names, compute, mask ? { mask: () => tf.zerosLike(mask) } : {});
}
