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
  /** The kernel of @unrolled/kernels that does it for all parameters in one call, where there is one. */
  readonly kernel?: string;
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
        const η = learningRate(step);
        const trees = state as Branch;
        const shared: tf.NamedTensorMap = {};
        for (const [name] of powers) shared[name] = float32(trees[name], name, []);
        const columns: Columns = {
          value: leavesLike(params, params, 'params'),
          gradient: leavesLike(params, gradients, 'gradients'),
        };
        for (const name of rule.moments) columns[name] = leavesLike(params, trees[name], name);
        const { kernel } = rule;
        const results =
          kernel !== undefined && tf.getKernel(kernel, tf.getBackend())
            ? runKernel({ ...rule, kernel }, η, columns, shared)
            : columns.value.map((_, i) => compose(rule, η, columns, i, shared));
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

/** By their names in the kernel: the tensors of every parameter. */
type Columns = { value: tf.Tensor[]; gradient: tf.Tensor[]; [moment: string]: tf.Tensor[] };

/** Every parameter's next value and moments, from one call. */
function runKernel(
  { kernel, attributes, scalars = {}, moments }: Rule<string, string> & { readonly kernel: string },
  learningRate: number,
  columns: Columns,
  shared: tf.NamedTensorMap,
): tf.Tensor[][] {
  const inputs = { ...shared };
  for (const name of Object.keys(scalars)) inputs[name] = tf.scalar(scalars[name]!);
  for (const name of Object.keys(columns)) {
    for (const [i, tensor] of columns[name]!.entries()) inputs[`${name}${i}`] = tensor;
  }
  const attrs = { ...attributes, learningRate, parameters: columns.value.length };
  const outputs = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attrs);
  const each = 1 + moments.length;
  return columns.value.map((_, i) => outputs.slice(i * each, (i + 1) * each));
}

/** The same for parameter `i`, out of tfjs's operations. */
function compose<Moment extends string>(
  { equations, moments }: Rule<Moment, string>,
  learningRate: number,
  columns: Columns,
  i: number,
  shared: tf.NamedTensorMap,
): tf.Tensor[] {
  return tf.tidy(() => {
    const state = { ...shared, ...Object.fromEntries(moments.map((name) => [name, columns[name]![i]!])) };
    const [θ, next] = equations(learningRate, columns.value[i]!, columns.gradient[i]!, state as never);
    return [θ, ...moments.map((name) => next[name])];
  });
}

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

/** The check at the door: a kernel would read past the end of a smaller tensor, tfjs's operations would broadcast it. */
function float32(tensor: TensorTree | undefined, path: string, shape: readonly number[]): tf.Tensor {
  if (!(tensor instanceof tf.Tensor)) throw new TypeError(`update: ${path} is missing`);
  if (tensor.dtype !== 'float32')
    throw new TypeError(`update: ${path} must be float32, received ${tensor.dtype}`);
  requireShape('update', path, shape, tensor.shape);
  return tensor;
}
