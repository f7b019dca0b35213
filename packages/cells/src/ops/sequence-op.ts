import * as tf from '@tensorflow/tfjs';
import type { SequenceGradAttrs } from '@unrolled/kernels';
import { type Backward, recordBackward } from './recorded-op.js';

/** A kernel of @unrolled/kernels as an op: how to compute it from tfjs ops where no backend brings its own. */
export interface SequenceOp<Inputs, GradInputs, Attributes> {
  readonly name: string;
  /** The outputs of the kernel by name, `reserve` included. */
  readonly outputs: readonly string[];
  /** The inputs in the order in which the gradient kernel returns their gradients; absent ones are passed over. */
  readonly gradients: readonly string[];
  forward(inputs: Inputs, attributes: Attributes): tf.Tensor[];
  gradient(inputs: GradInputs, attributes: Attributes & SequenceGradAttrs): tf.Tensor[];
}

/**
 * Runs the kernel of the current backend, or the composition of tfjs ops, and puts it on the tape with the
 * gradient kernel as its backward pass. Registers on first use, so that importing has no side effect.
 */
export function runSequenceOp<Inputs extends object, GradInputs, Attributes extends object>(
  op: SequenceOp<Inputs, GradInputs, Attributes>,
  inputs: Inputs,
  attributes: Attributes,
): tf.Tensor[] {
  registerComposition(op);
  registerGradients(op);
  const names = Object.keys(inputs);
  // tfjs saves "all inputs" for the backward pass only of an array. This one has names as well, which is
  // what kernels read; a fixed list of inputs to save could not leave out the optional ones.
  const named = Object.assign([], inputs) as unknown as tf.NamedTensorMap;
  const outputs = tf.engine().runKernel<tf.Tensor[]>(op.name, named, attributes as tf.NamedAttrMap);
  recordBackward(outputs, backwardOf(op, names, attributes));
  return outputs;
}

function backwardOf<Inputs, GradInputs, Attributes extends object>(
  op: SequenceOp<Inputs, GradInputs, Attributes>,
  names: readonly string[],
  attributes: Attributes,
): Backward {
  return (dOutputs, saved, wanted) => {
    const tensors: Record<string, tf.Tensor> = {};
    [...names, ...op.outputs].forEach((name, index) => {
      tensors[name] = saved[index]!;
    });
    op.outputs.forEach((name, index) => {
      if (dOutputs[index]) tensors[`d${capitalized(name)}`] = dOutputs[index];
    });
    tensors.dHidden ??= tf.zerosLike(tensors.hidden!); // the one gradient that the kernels do not do without
    const inputGradient = wanted.includes('x');
    const gradients = tf
      .engine()
      .runKernel<tf.Tensor[]>(`${op.name}Grad`, tensors, { ...attributes, inputGradient });
    const order = op.gradients.filter((name) => names.includes(name) && (name !== 'x' || inputGradient));
    return Object.fromEntries(
      wanted.map((name) => [
        name,
        () => (order.includes(name) ? gradients[order.indexOf(name)]! : tf.zerosLike(tensors[name]!)),
      ]),
    );
  };
}

function registerComposition<Inputs, GradInputs, Attributes>(
  op: SequenceOp<Inputs, GradInputs, Attributes>,
): void {
  const backendName = tf.getBackend();
  if (tf.getKernel(op.name, backendName)) return;
  tf.registerKernel({
    kernelName: op.name,
    backendName,
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => op.forward(inputs as Inputs, attrs as Attributes)),
  });
  tf.registerKernel({
    kernelName: `${op.name}Grad`,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => op.gradient(inputs as GradInputs, attrs as Attributes & SequenceGradAttrs)),
  });
}

/** What the tape saves; the gradient itself is `backwardOf`. */
function registerGradients<Inputs, GradInputs, Attributes>(
  op: SequenceOp<Inputs, GradInputs, Attributes>,
): void {
  if (tf.getGradient(op.name)) return;
  tf.registerGradient({
    kernelName: op.name,
    saveAllInputs: true,
    outputsToSave: op.outputs.map(() => true),
    gradFunc: () => {
      throw new Error(`${op.name}: only unroll can differentiate it`);
    },
  });
  tf.registerGradient({
    kernelName: `${op.name}Grad`,
    gradFunc() {
      throw new Error(`unroll: ${op.name} has no second derivative; use { method: 'step' }`);
    },
  });
}

const capitalized = (name: string) => name[0]!.toUpperCase() + name.slice(1);
