import * as tf from '@tensorflow/tfjs';

/** A kernel of @unrolled/kernels as an op: how to compute it from tfjs ops where no backend brings its own. */
export interface SequenceOp<Inputs, GradInputs, Attributes> {
  readonly name: string;
  /** The outputs of the kernel by name, `reserve` included. */
  readonly outputs: readonly string[];
  /** The inputs in the order in which the gradient kernel returns their gradients; absent ones are passed over. */
  readonly gradients: readonly string[];
  forward(inputs: Inputs, attributes: Attributes): tf.Tensor[];
  gradient(inputs: GradInputs, attributes: Attributes): tf.Tensor[];
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
  return tf.engine().runKernel<tf.Tensor[]>(op.name, named, { ...attributes, names });
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
    kernelFunc: ({ inputs, attrs }) => tf.tidy(() => op.gradient(inputs as GradInputs, attrs as Attributes)),
  });
}

function registerGradients<Inputs, GradInputs, Attributes>(
  op: SequenceOp<Inputs, GradInputs, Attributes>,
): void {
  if (tf.getGradient(op.name)) return;
  tf.registerGradient({
    kernelName: op.name,
    saveAllInputs: true,
    outputsToSave: op.outputs.map(() => true),
    gradFunc(dys, saved, attrs) {
      const { names, ...attributes } = attrs as { names: string[] };
      const inputs = Object.fromEntries(names.map((name, index) => [name, saved[index]!]));
      const outputs = op.outputs.map((name, index) => [name, saved[names.length + index]!]);
      const upstream = op.outputs
        .map((name, index) => [`d${capitalized(name)}`, Array.isArray(dys) ? dys[index] : dys])
        .filter(([name]) => name !== 'dReserve');
      const gradients = tf
        .engine()
        .runKernel<tf.Tensor[]>(
          `${op.name}Grad`,
          { ...inputs, ...Object.fromEntries([...outputs, ...upstream]) },
          attributes,
        );
      const order = op.gradients.filter((name) => names.includes(name));
      return Object.fromEntries(
        names.map((name) => [
          name,
          () => (order.includes(name) ? gradients[order.indexOf(name)]! : tf.zerosLike(inputs[name]!)),
        ]),
      );
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
