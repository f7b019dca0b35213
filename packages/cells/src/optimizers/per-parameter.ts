import * as tf from '@tensorflow/tfjs-core';
import { bringKernels } from '@unrolled/kernels';
import { type OptimizerName, tensorNames } from '@unrolled/kernels/contract';
import { clipByGlobalNorm, globalNorm } from '../clip-gradients.js';
import { requireShape } from '../shape-error.js';
import { mapTree } from '../tensor-tree.js';
import type { TensorTree } from '../types.js';
import type { ClippingOptimizer } from './optimizer.js';

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
): ClippingOptimizer<State<Moment, Power>> {
  const powers = Object.entries<number>(rule.powers ?? {});

  /** Every parameter's next value and moments, one parameter after the other, and the norm if it clips, from one call. */
  function runKernel(
    kernel: OptimizerName,
    η: number,
    columns: Columns,
    shared: tf.NamedTensorMap,
    clipNorm: number | undefined,
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
    const attrs = { ...attributes, learningRate: η, parameters, ...(clipNorm !== undefined && { clipNorm }) };
    const results = tf.engine().runKernel<tf.Tensor[]>(kernel, inputs, attrs);
    for (const tensor of own) tensor.dispose();
    return results;
  }

  /** The same out of tfjs's operations. */
  const compose = (
    η: number,
    [values, given, ...states]: Columns,
    shared: tf.NamedTensorMap,
    clipNorm: number | undefined,
  ): tf.Tensor[] =>
    tf.tidy(() => {
      const tree = { ...given } as Branch; // by their places
      const norm = clipNorm === undefined ? undefined : globalNorm(tree);
      const gradients = norm ? clipByGlobalNorm(clipNorm!)(tree, norm) : tree;
      const results = values!.flatMap((θ, i) => {
        const named = Object.fromEntries(moments.map((name, k) => [name, states[k]![i]!]));
        const [next, nextState] = equations(
          η,
          θ,
          gradients[i] as tf.Tensor,
          { ...shared, ...named } as never,
        );
        return [next, ...moments.map((name) => nextState[name])];
      });
      return norm ? [...results, norm] : results;
    });

  // No tidy around it all, whose walk over the trees takes a small net as long as the update itself.
  function next<P extends TensorTree>(
    gradients: P,
    state: State<Moment, Power>,
    params: P,
    step: number,
    clipNorm?: number,
  ) {
    const η = learningRate(step);
    const trees: Branch = state;
    const shared: tf.NamedTensorMap = {};
    for (const [name] of powers) shared[name] = float32(trees[name], name, []);
    const columns = [leavesLike(params, params, 'params'), leavesLike(params, gradients, 'gradients')];
    for (const name of moments) columns.push(leavesLike(params, trees[name], name));
    bringKernels();
    const results =
      kernel && tf.getKernel(kernel, tf.getBackend())
        ? runKernel(kernel, η, columns, shared, clipNorm)
        : compose(η, columns, shared, clipNorm);
    const treeOf = (k: number) => {
      let i = 0;
      return mapTree(params, () => results[k + (1 + moments.length) * i++]!);
    };
    const nextState: Record<string, TensorTree> = {};
    moments.forEach((name, k) => {
      nextState[name] = treeOf(k + 1);
    });
    for (const [name, β] of powers) nextState[name] = tf.tidy(() => tf.mul(shared[name]!, β));
    return [treeOf(0), nextState as State<Moment, Power>, results.at(-1) as tf.Scalar] as const;
  }

  return {
    init(params) {
      const zeros = moments.map((name) => [name, mapTree(params, (θ) => tf.zerosLike(θ))]);
      return Object.fromEntries([...zeros, ...powers.map(([name, β]) => [name, tf.scalar(β)])]);
    },
    update(gradients, state, params, step) {
      const [nextParams, nextState] = next(gradients, state, params, step);
      return [nextParams, nextState];
    },
    updateClipped: (limit, gradients, state, params, step) => next(gradients, state, params, step, limit),
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
