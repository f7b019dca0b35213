import type { Tensor } from '@tensorflow/tfjs-core';

// The kernels that run a whole sequence, under the names by which TensorFlow.js finds them. Each has a
// gradient kernel, its name with Grad behind it, which follows from it:
//
//   inputs    those of the forward kernel, its outputs, and the gradient of each output but the reserve:
//             dHidden, and dCell, which is absent where nothing depends on the cell state of any step
//   outputs   the gradient of each input but the mask, in the order of the inputs: dX where the attribute
//             `inputGradient` asks for it, those of optional inputs where these are given
//
// A shape is one letter an axis: B examples, T steps, I features, H units, G = gates · H; `?` stands behind
// the shape of what may be absent. All tensors are float32 and row-major. Step order is the input's: with
// `reverse` the recurrence runs from step T − 1 to 0 and the result of step t still stands at t. Where the
// mask is 0, state and output keep their previous value and no gradient enters; any other number, NaN included, takes
// the step.
//
// The reserve is what the forward kernel keeps for the gradient kernel. Its size and layout are private to a
// backend, so that forward and gradient kernel of one backend belong together. Where no gradient will be asked for, which
// `keepReserve: false` says, and where it would be too large, it is empty: the gradient kernel then computes the steps
// again, from the states before them, to the same numbers.

const operands = { x: 'B T I', inputKernel: 'I G', recurrentKernel: 'H G', initialHidden: 'B H' } as const;
const bias = 'G ?';
const mask = 'B T ?';

export const sequences = {
  /** h_t = φ(x_t·K + h_{t−1}·R + b) */
  RnnSequence: {
    gates: 1,
    inputs: { ...operands, bias, mask },
    outputs: { hidden: 'B T H' },
  },
  /**
   * Gates packed r z n: r, z = σ(x·K + b + h·R + c), with `resetAfter`
   * n = tanh(x·K_n + b_n + r ∘ (h·R_n + c_n)), else n = tanh(x·K_n + b_n + (r ∘ h)·R_n) and no c, the
   * recurrent bias; h_t = (1 − z) ∘ n + z ∘ h_{t−1}
   */
  GruSequence: {
    gates: 3,
    inputs: { ...operands, bias, recurrentBias: bias, mask },
    outputs: { hidden: 'B T H', reserve: 'private' },
  },
  /** Gates packed i f g o: σ, σ, tanh, σ of x·K + h·R + b; c_t = f ∘ c_{t−1} + i ∘ g, h_t = o ∘ tanh(c_t) */
  LstmSequence: {
    gates: 4,
    inputs: { ...operands, initialCell: 'B H', bias, mask },
    outputs: { hidden: 'B T H', cell: 'B T H', reserve: 'private' },
  },
  /**
   * h_t = a_t ∘ h_{t−1} + x_t, a the decay: no weights and no product of h, so that neither h nor a step's derivative waits
   * for more than a multiplication. With `complex` the first half of each row holds real, the second imaginary parts, and
   * ∘ is the product of complex numbers.
   */
  LinearScan: {
    gates: 1,
    inputs: { x: 'B T H', decay: 'B T H', initialHidden: 'B H', mask },
    outputs: { hidden: 'B T H' },
  },
  /**
   * h_t = (1 − z_t) ∘ h_{t−1} + z_t ∘ x_t with z = σ(gate): a LinearScan whose decay and what it adds are two halves of one
   * gate, of which neither is then written down.
   */
  GatedScan: {
    gates: 1,
    inputs: { x: 'B T H', gate: 'B T H', initialHidden: 'B H', mask },
    outputs: { hidden: 'B T H' },
  },
} as const;

export const activations = ['tanh', 'relu', 'sigmoid', 'identity', 'step'] as const;
export type Activation = (typeof activations)[number];

/** The most bytes that a reserve takes; a call that would need more keeps none, at the price of a second forward pass. */
export const mostReserveBytes = 2 ** 29;
/** Numbers that the kernels keep in it, by step and unit of each example. */
export const reserveRows: Readonly<Record<SequenceName, number>> = {
  RnnSequence: 0,
  GruSequence: 4,
  LstmSequence: 5,
  LinearScan: 0,
  GatedScan: 0,
};

type CommonAttrs = {
  readonly reverse: boolean;
  /** False where nobody will ask for the gradient: there is no reserve then. */
  readonly keepReserve?: boolean;
};
/** The attributes of each kernel. */
export interface SequenceAttrs {
  readonly RnnSequence: CommonAttrs & { readonly activation: Activation };
  readonly GruSequence: CommonAttrs & { readonly resetAfter: boolean };
  readonly LstmSequence: CommonAttrs;
  readonly LinearScan: CommonAttrs & { readonly complex: boolean };
  readonly GatedScan: CommonAttrs;
}
/** What every gradient kernel is told besides the attributes of its forward kernel. */
export interface GradAttrs {
  /** Whether dX is computed: where the inputs are data nobody needs it. */
  readonly inputGradient: boolean;
}

export type SequenceName = keyof typeof sequences;
type GradName = `${SequenceName}Grad`;
export type SequenceKernelName = SequenceName | GradName;
export const sequenceNames = Object.keys(sequences) as SequenceName[];
/**
 * @example
 * gradName('LstmSequence'); // → 'LstmSequenceGrad'
 */
export const gradName = <N extends SequenceName>(name: N): `${N}Grad` => `${name}Grad`;
/**
 * The name of the gradient of a tensor: dHidden of hidden.
 *
 * @example
 * gradientName('hidden'); // → 'dHidden'
 */
export const gradientName = (tensor: string): string => `d${tensor[0]!.toUpperCase()}${tensor.slice(1)}`;
/** All of them, a forward kernel before its gradient kernel. */
export const sequenceKernels: readonly SequenceKernelName[] = sequenceNames.flatMap((name) => [
  name,
  gradName(name),
]);

// The types of inputs and outputs, from the table.

type Inputs<N extends SequenceName> = (typeof sequences)[N]['inputs'];
type Outputs<N extends SequenceName> = (typeof sequences)[N]['outputs'];
type GradientOf<Name> = Name extends string ? `d${Capitalize<Name>}` : never;
type Tensors<Shapes> = {
  readonly [Name in keyof Shapes as Shapes[Name] extends `${string}?` ? never : Name]: Tensor;
} & {
  readonly [Name in keyof Shapes as Shapes[Name] extends `${string}?` ? Name : never]?: Tensor;
};

type ForwardOf<N extends SequenceKernelName> = N extends `${infer Forward extends SequenceName}Grad`
  ? Forward
  : N & SequenceName;

/** The inputs of a kernel by name. */
export type KernelInputs<N extends SequenceKernelName> = N extends SequenceName
  ? Tensors<Inputs<N>>
  : Tensors<Inputs<ForwardOf<N>>> &
      Tensors<Outputs<ForwardOf<N>>> & { readonly dHidden: Tensor } & {
        readonly [Name in Exclude<
          keyof Outputs<ForwardOf<N>>,
          'hidden' | 'reserve'
        > as GradientOf<Name>]?: Tensor;
      };
/** The names of its outputs. */
export type OutputName<N extends SequenceKernelName> = N extends SequenceName
  ? keyof Outputs<N> & string
  : GradientOf<Exclude<keyof Inputs<ForwardOf<N>>, 'mask'>>;
export type KernelAttrs<N extends SequenceKernelName> = N extends SequenceName
  ? SequenceAttrs[N]
  : SequenceAttrs[ForwardOf<N>] & GradAttrs;
