import * as tf from '@tensorflow/tfjs-core';
import { bringKernels } from '@unrolled/kernels';
import { type OptimizerName, tensorNames } from '@unrolled/kernels/contract';
import { requireShape } from '../shape-error.js';
import { mapTree } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import type { Optimizer } from './optimizer.js';

type Tensors<Name extends string> = { readonly [name in Name]: tf.Tensor };

/** For each moment a tree like the parameters, and powers that all of them share. */
export type State<Moment extends string, Power extends string = never> = {
  readonly [name in Moment]: TensorTree;
} & { readonly [name in Power]: tf.Scalar };

/** An update that treats every parameter alike. */
interface Rule<Moment extends string, Power extends string> {
  /** The kernel that does it for all parameters in one call, where there is one; its state is `moments`. */
  readonly kernel?: OptimizerName;
  /** What the kernel asks for, besides the learning rate as an attribute. */
  readonly attributes?: Readonly<Record<string, number | boolean>>;
  readonly scalars?: Readonly<Record<string, number>>;
  /** What is remembered of each parameter, zero at first. */
  readonly moments: readonly Moment[];
  /** Numbers β whose powers β, β², β³, … are needed at the steps 0, 1, 2, … */
  readonly powers?: { readonly [name in Power]: number };
  /** The next value and moments of a parameter θ whose gradient is g, at the learning rate η. */
  equations(
    η: number,
    θ: tf.Tensor,
    g: tf.Tensor,
    state: Tensors<Moment | Power>,
  ): readonly [θ: tf.Tensor, moments: Tensors<Moment>];
}

/** The optimizer of a rule: its kernel where the backend has it, else its equations. */
export function perParameter<Moment extends string = never, Power extends string = never>(
  learningRate: (step: number) => number,
  { kernel, attributes, scalars = {}, moments, equations, ...rule }: Rule<Moment, Power>,
): Optimizer<State<Moment, Power>> {
  const powers = Object.entries<number>(rule.powers ?? {});

  /** Every parameter's next value and moments, one parameter after the other, from one call. */
  function runKernel(
    kernel: OptimizerName,
    η: number,
    columns: Columns,
    shared: tf.NamedTensorMap,
  ): tf.Tensor[] {
    const inputs = { ...shared };
    const own = Object.keys(scalars).map((name) => {
      inputs[name] = tf.scalar(scalars[name]!);
      return inputs[name];
    });
    const parameters = columns[0]!.length;
    for (let i = 0; i < parameters; i++) {
      const names = tensorNames(kernel, i);
      for (let k = 0; k < names.length; k++) inputs[names[k]!] = columns[k]![i]!;
    }
    const attrs = { ...attributes, learningRate: η, parameters };
    const results = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attrs);
    for (const tensor of own) tensor.dispose();
    return results;
  }

  /** The same for one parameter, out of tfjs's operations. */
  const compose = (η: number, [θ, g, ...state]: tf.Tensor[], shared: tf.NamedTensorMap): tf.Tensor[] =>
    tf.tidy(() => {
      const named = Object.fromEntries(moments.map((name, k) => [name, state[k]!]));
      const [next, nextState] = equations(η, θ!, g!, { ...shared, ...named } as never);
      return [next, ...moments.map((name) => nextState[name])];
    });

  return {
    init(params) {
      const zeros = moments.map((name) => [name, mapTree(params, (θ) => tf.zerosLike(θ))]);
      return Object.fromEntries([...zeros, ...powers.map(([name, β]) => [name, tf.scalar(β)])]);
    },
    // No tidy around it all, whose walk over the trees takes a small net as long as the update itself.
    update(gradients, state, params, step) {
      const η = learningRate(step);
      const trees: Branch = state;
      const shared: tf.NamedTensorMap = {};
      for (const [name] of powers) shared[name] = float32(trees[name], name, []);
      const values = leavesLike(params, params, 'params');
      const columns = [values, leavesLike(params, gradients, 'gradients')];
      for (const name of moments) columns.push(leavesLike(params, trees[name], name));
      bringKernels();
      const results =
        kernel && tf.getKernel(kernel, tf.getBackend())
          ? runKernel(kernel, η, columns, shared)
          : values.flatMap((_, i) =>
              compose(
                η,
                columns.map((column) => column[i]!),
                shared,
              ),
            );
      const treeOf = (k: number) => {
        let i = 0;
        return mapTree(params, () => results[k + (1 + moments.length) * i++]!);
      };
      const next: Record<string, TensorTree> = {};
      moments.forEach((name, k) => {
        next[name] = treeOf(k + 1);
      });
      for (const [name, β] of powers) next[name] = tf.tidy(() => tf.mul(shared[name]!, β));
      return [treeOf(0), next as State<Moment, Power>];
    },
  };
}

/** Of every parameter the value, then of every one the gradient, then each moment. */
type Columns = readonly (readonly tf.Tensor[])[];

/** The tensors of `tree`, found by name, in the order of those of `params`. */
function leavesLike(
  params: TensorTree,
  tree: TensorTree | undefined,
  path: string,
  leaves: tf.Tensor[] = [],
): tf.Tensor[] {
  if (params instanceof tf.Tensor) leaves.push(float32(tree, path, params.shape));
  else {
    for (const name of Object.keys(params))
      leavesLike(params[name]!, (tree as Branch | undefined)?.[name], `${path}.${name}`, leaves);
  }
  return leaves;
}

type Branch = Readonly<Record<string, TensorTree>>;

/** A kernel would read past the end of a smaller tensor, and tfjs's operations would broadcast it. */
function float32(tensor: TensorTree | undefined, path: string, shape: readonly number[]): tf.Tensor {
  if (!(tensor instanceof tf.Tensor)) throw new TypeError(`update: ${path} is missing`);
  if (tensor.dtype !== 'float32')
    throw new TypeError(`update: ${path} must be float32, received ${tensor.dtype}`);
  requireShape('update', path, shape, tensor.shape);
  return tensor;
}
