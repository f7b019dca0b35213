import type { NamedAttrMap, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core';
import { gradientName, gradName, type SequenceKernelName, sequenceNames, sequences } from './sequences.js';
import { requireShape, ShapeError } from './shape-error.js';

type Axis = 'B' | 'T' | 'I' | 'H' | 'G';
/** The lengths of the axes in one call. */
export type Sizes = Readonly<Record<Axis, number>>;

/** A tensor of a kernel, as the table describes it. */
export interface Field {
  readonly name: string;
  /** None where the shape is private to the backend. */
  readonly axes?: readonly Axis[];
  readonly optional: boolean;
  /** Of a gradient: the input it belongs to. */
  readonly of?: string;
}
interface Contract {
  readonly gates: number;
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
}

const fieldsOf = (shapes: Readonly<Record<string, string>>): Field[] =>
  Object.entries(shapes).map(([name, shape]) => {
    const axes = shape.split(' ').filter((axis) => axis !== '?') as Axis[];
    return { name, optional: shape.endsWith('?'), ...(shape !== 'private' && { axes }) };
  });
const gradientOf = (field: Field): Field => ({
  ...field,
  name: gradientName(field.name),
  of: field.name,
});

const contracts = {} as Record<SequenceKernelName, Contract>;
for (const name of sequenceNames) {
  const { gates, ...shapes } = sequences[name];
  const [inputs, outputs] = [fieldsOf(shapes.inputs), fieldsOf(shapes.outputs)];
  const gradients = outputs
    .filter((field) => field.axes)
    .map((field) => ({ ...gradientOf(field), optional: field.name !== 'hidden' }));
  contracts[name] = { gates, inputs, outputs };
  contracts[gradName(name)] = {
    gates,
    inputs: [...inputs, ...outputs, ...gradients],
    outputs: inputs.filter((field) => field.name !== 'mask').map(gradientOf),
  };
}

/**
 * The inputs of a kernel in the order of the contract, absent ones left out.
 *
 * @example
 * inputNames('RnnSequence', { recurrentKernel: tf.zeros([4, 4]), x: tf.zeros([1, 6, 3]) }); // → ['x', 'recurrentKernel']
 */
export function inputNames(kernel: SequenceKernelName, inputs: object): string[] {
  return contracts[kernel].inputs
    .map(({ name }) => name)
    .filter((name) => (inputs as NamedTensorInfoMap)[name]);
}

/**
 * The sizes of a call whose inputs all fit: a kernel that trusted a wrong one would leave its tensors.
 *
 * @throws ShapeError naming the input whose shape does not fit or has an empty axis
 * @throws RangeError for `complex` numbers without a second half
 * @throws TypeError when an input is missing, not float32, or a recurrent bias without `resetAfter`
 * @example
 * const inputs = {
 *   x: tf.zeros([2, 6, 3]),
 *   inputKernel: tf.zeros([3, 4]),
 *   recurrentKernel: tf.zeros([4, 4]),
 *   initialHidden: tf.zeros([2, 4]),
 * };
 * requireInputs('RnnSequence', inputs, { activation: 'tanh', reverse: false }); // → { B: 2, T: 6, I: 3, H: 4, G: 4 }
 */
export function requireInputs(
  kernel: SequenceKernelName,
  tensors: object,
  attrs: object,
  where: string = kernel,
): Sizes {
  const { gates, inputs: fields } = contracts[kernel];
  const inputs = tensors as NamedTensorInfoMap;
  if (inputs.recurrentBias && !(attrs as NamedAttrMap).resetAfter)
    throw new TypeError(`${where}: recurrentBias belongs to resetAfter, received it with resetAfter false`);
  for (const { name, optional } of fields)
    if (inputs[name] || !optional) requireFloat32(where, name, inputs[name]);
  const { x, initialHidden } = inputs as { readonly [name: string]: TensorInfo };
  requireShape(where, 'x', ['batch', 'time', 'feature'], x!.shape);
  requireShape(where, 'initialHidden', ['batch', 'hidden'], initialHidden!.shape);
  const [B, T, I] = x!.shape as [number, number, number];
  const H = initialHidden!.shape[1]!;
  if (inputs.decay && (attrs as NamedAttrMap).complex && H % 2 === 1)
    throw new RangeError(
      `${where}: complex numbers must have as many imaginary as real parts, received ${H} parts`,
    );
  const sizes = { B, T, I, H, G: gates * H };
  for (const { name, axes } of fields) {
    const shape = inputs[name]?.shape;
    if (!shape || !axes) continue;
    if (shape.length !== axes.length || axes.some((axis, at) => shape[at] !== sizes[axis]))
      throw new ShapeError(where, name, shapeOf(axes, sizes), shape);
  }
  return sizes;
}

/** @throws TypeError unless there is such a tensor of float32 */
export function requireFloat32(where: string, name: string, tensor: TensorInfo | undefined): void {
  if (tensor?.dtype === 'float32') return;
  throw new TypeError(`${where}: ${name} must be float32, received ${tensor ? tensor.dtype : 'no tensor'}`);
}

/**
 * The outputs of a call in the order of the contract.
 *
 * @example
 * const inputs = { x: tf.zeros([1, 6, 3]), inputKernel: tf.zeros([3, 4]), recurrentKernel: tf.zeros([4, 4]) };
 * outputsOf('RnnSequence', inputs, {}); // → [{ name: 'hidden', optional: false, axes: ['B', 'T', 'H'] }]
 */
export function outputsOf(kernel: SequenceKernelName, inputs: object, attrs: object): Field[] {
  return contracts[kernel].outputs.filter(({ of, optional }) =>
    of === 'x' ? (attrs as NamedAttrMap).inputGradient : !optional || (inputs as NamedTensorInfoMap)[of!],
  );
}

/**
 * @example
 * shapeOf(['B', 'T', 'H'], { B: 2, T: 6, I: 3, H: 4, G: 4 }); // → [2, 6, 4]
 */
export function shapeOf(axes: readonly Axis[], sizes: Sizes): number[] {
  return axes.map((axis) => sizes[axis]);
}
