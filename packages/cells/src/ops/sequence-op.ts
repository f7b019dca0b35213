import * as tf from '@tensorflow/tfjs-core';
import { bringKernels, compiled } from '@unrolled/kernels';
import {
  gradientName,
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
import { gradientsOnDemand } from './gradients-on-demand.js';
import { type Gradient, skipZeroGradients } from './skip-zero-gradients.js';

type Outputs<N extends SequenceKernelName> = Readonly<Record<OutputName<N>, () => tf.Tensor>>;
type Composed = (inputs: object, attributes: object) => Readonly<Record<string, () => tf.Tensor>>;

/** A pair of kernels out of tfjs's own: for each output a function, called where the contract has it. */
export interface Composition<N extends SequenceName> {
  forward(inputs: KernelInputs<N>, attributes: KernelAttrs<N>): Outputs<N>;
  gradient(inputs: KernelInputs<`${N}Grad`>, attributes: KernelAttrs<`${N}Grad`>): Outputs<`${N}Grad`>;
}

/**
 * The kernels of @unrolled/kernels as an op: it runs the kernel of the current backend, or where it has none
 * the composition, and puts it on the tape with the gradient kernel as its backward pass. The op returns the
 * outputs in the order of the contract, and throws a ShapeError, naming the input, unless all fit x [B, T, I]
 * and the state [B, H]. Kernels, composition and gradient are registered on first use, so that importing has no side effect.
 *
 * @param where what the messages begin with
 */
export function sequenceOp<N extends SequenceName>(where: string, name: N, composition: Composition<N>) {
  return (inputs: KernelInputs<N>, attributes: KernelAttrs<N>): [tf.Tensor3D, ...tf.Tensor3D[]] => {
    requireInputs(name, inputs, attributes, where);
    bringKernels();
    registerComposition(name, composition.forward as Composed, composition.gradient as Composed);
    const gradient = registeredGradient(name);
    const given = inputNames(name, inputs);
    // tfjs saves "all inputs" for the backward pass only of an array. This one has names as well, which is
    // what kernels read; a fixed list of inputs to save could not leave out the optional ones.
    const named = [] as unknown as tf.NamedTensorMap;
    for (const input of given) named[input] = (inputs as unknown as tf.NamedTensorMap)[input]!;
    const attrs = { ...attributes, given, keepReserve: isRecorded() };
    const outputs = tf.engine().runKernel<tf.Tensor[]>(name, named, attrs);
    skipZeroGradients(outputs, gradient, attrs);
    return outputs as [tf.Tensor3D, ...tf.Tensor3D[]];
  };
}

/** Whether tfjs puts what it computes now on a tape. Where it no longer tells, the kernels keep what a gradient needs. */
function isRecorded(): boolean {
  const depth: unknown = tf.engine().state?.gradientDepth;
  return depth !== 0;
}

/** Both together, since they share a reserve: a backend that lacks either gets the composition for both. */
function registerComposition(name: SequenceName, forward: Composed, gradient: Composed): void {
  const backendName = tf.getBackend();
  if ([name, gradName(name)].every((kernel) => tf.getKernel(kernel, backendName))) return;
  for (const [kernelName, compose] of [
    [name, forward],
    [gradName(name), gradient],
  ] as const) {
    if (tf.getKernel(kernelName, backendName)) tf.unregisterKernel(kernelName, backendName);
    const kernelFunc: tf.KernelFunc = ({ inputs, attrs = {} }) =>
      tf.tidy(() => {
        requireInputs(kernelName, inputs, attrs);
        const outputs = compose(inputs, attrs);
        return outputsOf(kernelName, inputs, attrs).map((output) => outputs[output.name]!());
      });
    tf.registerKernel({ kernelName, backendName, kernelFunc: compiled(kernelName, kernelFunc) });
  }
}

/** The gradient function of a kernel, registered where it is not yet. */
function registeredGradient(name: SequenceName): Gradient {
  const registered = tf.getGradient(name);
  if (registered) return registered.gradFunc;
  const outputNames = Object.keys(sequences[name].outputs);
  const kernel = gradName(name);
  // The gradient of an output is null where nothing depends on it.
  const gradFunc: Gradient = (dOutputs, saved, attributes) => {
    const given = attributes.given as string[];
    const tensors: tf.NamedTensorMap = {};
    for (const [i, input] of given.entries()) tensors[input] = (saved as tf.Tensor[])[i]!;
    for (const [i, output] of outputNames.entries()) {
      tensors[output] = (saved as tf.Tensor[])[given.length + i]!;
      const dOutput = [dOutputs].flat()[i];
      if (dOutput && output !== 'reserve') tensors[gradientName(output)] = dOutput;
    }
    tensors.dHidden ??= tf.zerosLike(tensors.hidden!); // the one gradient that the kernels do not do without
    const compute = (inputGradient: boolean) => {
      const attrs = { ...attributes, inputGradient };
      const results = tf.engine().runKernel<tf.Tensor[]>(kernel, tensors, attrs);
      return Object.fromEntries(outputsOf(kernel, tensors, attrs).map(({ of }, i) => [of!, results[i]!]));
    };
    const { mask } = tensors;
    const names = given.filter((input) => input !== 'mask');
    return gradientsOnDemand(names, compute, mask ? { mask: () => tf.zerosLike(mask) } : {});
  };
  const outputsToSave = outputNames.map(() => true);
  tf.registerGradient({ kernelName: name, saveAllInputs: true, outputsToSave, gradFunc });
  tf.registerGradient({
    kernelName: kernel,
    gradFunc() {
      throw new Error(`unroll: ${name} has no second derivative; use { method: 'step' }`);
    },
  });
  return gradFunc;
}
