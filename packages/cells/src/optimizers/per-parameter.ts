import * as tf from '@tensorflow/tfjs';
import { requireShape } from '../shape-error.js';
import { mapTree, tidyTrees, withLeaves } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import type { Optimizer } from './optimizer.js';

type Tensors<Name extends string> = { readonly [name in Name]: tf.Tensor };

/** For each moment a tree like the parameters, and powers that all of them share. */
export type State<Moment extends string, Power extends string = never> = {
  readonly [name in Moment]: TensorTree;
} & { readonly [name in Power]: tf.Scalar };

/** An update that treats every parameter alike. */
interface Rule<Moment extends string, Power extends string> {
  /** The kernel of @unrolled/kernels that does it for all parameters in one call. */
  readonly kernel: string;
  /** What the kernel asks for, besides the learning rate as an attribute. */
  readonly attributes?: Readonly<Record<string, number | boolean>>;
  readonly scalars?: Readonly<Record<string, number>>;
  /** What is remembered of each parameter, zero at first, in the order in which the kernel returns it. */
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
  rule: Rule<Moment, Power>,
): Optimizer<State<Moment, Power>> {
  const powers = Object.entries<number>(rule.powers ?? {});
  return {
    init(params) {
      const moments = rule.moments.map((name) => [name, mapTree(params, (θ) => tf.zerosLike(θ))]);
      return Object.fromEntries([...moments, ...powers.map(([name, β]) => [name, tf.scalar(β)])]);
    },
    update: (gradients, state, params, step) =>
      tidyTrees(() => {
        const trees = state as Readonly<Record<string, TensorTree>>;
        const values = leavesLike(params, params, 'params');
        const gradientOf = leavesLike(params, gradients, 'gradients');
        const momentsOf = rule.moments.map((name) => leavesLike(params, trees[name], name));
        const shared = Object.fromEntries(powers.map(([name]) => [name, float32(trees[name], name, [])]));
        const rows = values.map((value, i) => ({
          value,
          gradient: gradientOf[i]!,
          ...Object.fromEntries(rule.moments.map((name, k) => [name, momentsOf[k]![i]!])),
        }));
        const results = tf.getKernel(rule.kernel, tf.getBackend())
          ? runKernel(rule, learningRate(step), rows, shared)
          : rows.map((row) => compose(rule, learningRate(step), row, shared));
        const treeOf = (at: number) =>
          withLeaves(
            params,
            results.map((tensors) => tensors[at]!),
          );
        const moments = rule.moments.map((name, k) => [name, treeOf(k + 1)]);
        const grown = powers.map(([name, β]) => [name, tf.mul(shared[name]!, β)]);
        return [treeOf(0), Object.fromEntries([...moments, ...grown])];
      }),
  };
}

type Row = Readonly<Record<string, tf.Tensor>> & { readonly value: tf.Tensor; readonly gradient: tf.Tensor };

/** Every parameter's next value and moments, from one call. */
function runKernel(
  { kernel, attributes, scalars = {}, moments }: Rule<string, string>,
  learningRate: number,
  rows: readonly Row[],
  shared: tf.NamedTensorMap,
): tf.Tensor[][] {
  const inputs = { ...shared };
  for (const name of Object.keys(scalars)) inputs[name] = tf.scalar(scalars[name]!);
  for (const [i, row] of rows.entries()) {
    for (const name of Object.keys(row)) inputs[`${name}${i}`] = row[name]!;
  }
  const attrs = { ...attributes, learningRate, parameters: rows.length };
  const outputs = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attrs);
  const each = 1 + moments.length;
  return rows.map((_, i) => outputs.slice(i * each, (i + 1) * each));
}

/** The same for one parameter, out of tfjs's operations. */
function compose<Moment extends string>(
  { equations, moments }: Rule<Moment, string>,
  learningRate: number,
  { value, gradient, ...state }: Row,
  shared: tf.NamedTensorMap,
): tf.Tensor[] {
  return tf.tidy(() => {
    const [θ, next] = equations(learningRate, value, gradient, { ...state, ...shared } as never);
    return [θ, ...moments.map((name) => next[name])];
  });
}

/** The tensors of `tree`, found by name, in the order of those of `params`. */
function leavesLike(params: TensorTree, tree: TensorTree | undefined, path: string): tf.Tensor[] {
  if (!(params instanceof tf.Tensor)) {
    return Object.entries(params).flatMap(([name, branch]) =>
      leavesLike(branch, (tree as Record<string, TensorTree> | undefined)?.[name], `${path}.${name}`),
    );
  }
  return [float32(tree, path, params.shape)];
}

/** The check at the door: a kernel would read past the end of a smaller tensor, tfjs's operations would broadcast it. */
function float32(tensor: TensorTree | undefined, path: string, shape: readonly number[]): tf.Tensor {
  if (!(tensor instanceof tf.Tensor)) throw new TypeError(`update: ${path} is missing`);
  if (tensor.dtype !== 'float32')
    throw new TypeError(`update: ${path} must be float32, received ${tensor.dtype}`);
  requireShape('update', path, shape, tensor.shape);
  return tensor;
}
