import * as tf from '@tensorflow/tfjs';
import { requireShape } from '../shape-error.js';
import { leavesOf, mapTree, tidyTrees, withLeaves } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';

/** What is remembered of every parameter: under each name a tree like the parameters. */
export type Moments<K extends string> = Readonly<Record<K, TensorTree>>;

type MomentsOfOne<K extends string> = Readonly<Record<K, tf.Tensor>>;

/** What an update does to every parameter alike. */
export interface UpdateRule<K extends string> {
  /** The kernel of @unrolled/kernels that does the same for all parameters in one call. */
  readonly kernel: string;
  readonly attributes: Readonly<Record<string, number | boolean>>;
  /** What the kernel reads besides parameters, gradients and moments. */
  readonly scalars?: () => tf.NamedTensorMap;
  /** The new value and moments of a parameter θ whose gradient is g. */
  equations(
    θ: tf.Tensor,
    g: tf.Tensor,
    moments: MomentsOfOne<K>,
  ): readonly [θ: tf.Tensor, moments: MomentsOfOne<K>];
}

/** Zero, for every parameter. */
export function zerosLike(params: TensorTree): TensorTree {
  return mapTree(params, (θ) => tf.zerosLike(θ));
}

/** The rule applied to every parameter. The moments come in the order in which the kernel returns them. */
export function updateEach<P extends TensorTree, K extends string>(
  rule: UpdateRule<K>,
  gradients: P,
  moments: Moments<K>,
  params: P,
): readonly [params: P, moments: Moments<K>] {
  const names = Object.keys(moments) as K[];
  const values = leavesOf(params);
  for (const { dtype } of values) {
    if (dtype !== 'float32') throw new TypeError(`update: parameters must be float32, received ${dtype}`);
  }
  const trees = Object.entries<TensorTree>({ gradient: gradients, ...moments });
  const columns = trees.map(([name, tree]) => [name, leavesLike(params, tree, name)] as const);
  const rows = values.map((value, i) => ({
    value,
    ...Object.fromEntries(columns.map(([name, tensors]) => [name, tensors[i]!])),
  }));
  return tidyTrees(() => {
    const results = tf.getKernel(rule.kernel, tf.getBackend())
      ? runKernel(rule, rows, names.length + 1)
      : rows.map((row) => compose(rule, row as never, names));
    const next = (at: number) =>
      withLeaves(
        params,
        results.map((tensors) => tensors[at]!),
      );
    return [next(0), Object.fromEntries(names.map((name, at) => [name, next(at + 1)])) as never];
  });
}

/** One call for all parameters, which gives every one's new value and moments, `each` tensors in all. */
function runKernel(
  { kernel, attributes, scalars }: Omit<UpdateRule<never>, 'equations'>,
  rows: readonly tf.NamedTensorMap[],
  each: number,
): tf.Tensor[][] {
  const inputs: tf.NamedTensorMap = { ...scalars?.() };
  for (const [i, row] of rows.entries()) {
    for (const name of Object.keys(row)) inputs[`${name}${i}`] = row[name]!;
  }
  const outputs = tf
    .engine()
    .runKernel<tf.Tensor[]>(kernel, inputs, { ...attributes, parameters: rows.length });
  return rows.map((_, i) => outputs.slice(i * each, (i + 1) * each));
}

/** The same for one parameter, out of tfjs's operations. */
function compose<K extends string>(
  { equations }: UpdateRule<K>,
  row: MomentsOfOne<K> & { readonly value: tf.Tensor; readonly gradient: tf.Tensor },
  names: readonly K[],
): tf.Tensor[] {
  return tf.tidy(() => {
    const [value, moments] = equations(row.value, row.gradient, row);
    return [value, ...names.map((name) => moments[name])];
  });
}

/** The tensors of `tree`, found by name, in the order of those of `params`. */
function leavesLike(params: TensorTree, tree: TensorTree | undefined, path: string): tf.Tensor[] {
  if (!(params instanceof tf.Tensor)) {
    return Object.entries(params).flatMap(([name, branch]) =>
      leavesLike(branch, (tree as Record<string, TensorTree> | undefined)?.[name], `${path}.${name}`),
    );
  }
  if (!(tree instanceof tf.Tensor)) throw new TypeError(`update: ${path} is missing`);
  requireShape('update', path, params.shape, tree.shape);
  return [tree];
}
