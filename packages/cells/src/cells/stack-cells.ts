import * as tf from '@tensorflow/tfjs-core';
import { requireKnown, requireProbability } from '../require.js';
import type { Cell, Recurrence, Rng, SequenceOptions, TensorTree, Unrolled } from '../types.js';
import { unroll } from '../unroll.js';

/** Parameters or state by layer: l0 at the bottom, l1 above it, … */
export type Layered<T extends TensorTree = TensorTree> = { readonly [layer: string]: T };

type Layers<L extends Recurrence = Recurrence> = readonly L[];
type ParamsOf<L> = L extends { init(rng: Rng): infer P } ? P : never;
type StateOf<L> = L extends { initialState(batchSize: number): infer S } ? S : never;
/** Each layer's own, where it is known how many there are. */
export type LayerParams<L extends Layers> = number extends L['length']
  ? Layered
  : { readonly [I in keyof L & `${number}` as `l${I}`]: ParamsOf<L[I]> };
export type LayerStates<L extends Layers> = number extends L['length']
  ? Layered
  : { readonly [I in keyof L & `${number}` as `l${I}`]: StateOf<L[I]> };

export interface Stack<L extends Layers = Layers> extends Recurrence<LayerParams<L>, LayerStates<L>> {
  readonly kind: 'stack';
  readonly layers: L;
}
export interface CellStack<L extends Layers<Cell> = Layers<Cell>>
  extends Cell<LayerParams<L>, LayerStates<L>> {
  readonly kind: 'stack';
  readonly layers: L;
}

export interface StackOptions {
  /** The share of the numbers between layers that is dropped in training; 0 unless given. */
  readonly dropout?: number;
}

/**
 * Recurrences on top of each other: the outputs of one are the inputs of the next. Between layers, and only
 * where `unroll` is given an `rng`, a share `dropout` of the numbers is set to zero and the others are
 * divided by 1 − dropout (Zaremba et al. 2014), drawn anew at every step.
 *
 * @throws RangeError if there is no layer, sizes do not match, or dropout is not in [0, 1)
 * @example
 * const cell = stackCells(
 *   [lstmCell({ inputSize: 10, hiddenSize: 64 }), lstmCell({ inputSize: 64, hiddenSize: 64 })],
 *   { dropout: 0.2 },
 * );
 * const rng = createRng(1);
 * const params = cell.init(rng);
 * unroll(cell, params, tf.zeros([2, 20, 10]), { rng }); // training
 * unroll(cell, params, tf.zeros([2, 20, 10])); // nothing is dropped
 */
export function stackCells<const L extends Layers<Cell>>(layers: L, options?: StackOptions): CellStack<L>;
export function stackCells<const L extends Layers>(layers: L, options?: StackOptions): Stack<L>;
export function stackCells(layers: Layers, options: StackOptions = {}): Stack {
  requireKnown('stackCells', options, ['dropout']);
  const { dropout = 0 } = options;
  const [first] = layers;
  const last = layers.at(-1);
  if (!first || !last) throw new RangeError('stackCells: there must be at least one layer, received none');
  requireProbability('stackCells', 'dropout', dropout);
  if (dropout === 1) throw new RangeError('stackCells: dropout must be below 1, received 1');
  layers.slice(1).forEach((layer, index) => {
    const below = layers[index]!.hiddenSize;
    if (layer.inputSize !== below) {
      throw new RangeError(
        `stackCells: inputSize of layer ${index + 1} must be the ${below} units of the layer below, received ${layer.inputSize}`,
      );
    }
  });

  const byLayer = <T extends TensorTree>(make: (layer: Recurrence) => T): Layered<T> =>
    Object.fromEntries(layers.map((layer, index) => [`l${index}`, make(layer)]));
  /** For every layer but the top, what its output is multiplied by. */
  const dropMasks = (rng: Rng | undefined, batchSize: number): tf.Tensor2D[] => {
    if (!rng || dropout === 0) return [];
    return layers.slice(0, -1).map(({ hiddenSize }) => dropMask(rng, [batchSize, hiddenSize], dropout));
  };

  return {
    kind: 'stack',
    layers,
    inputSize: first.inputSize,
    hiddenSize: last.hiddenSize,
    init: (rng) => byLayer((layer) => layer.init(rng)),
    initialState: (batchSize) => byLayer((layer) => layer.initialState(batchSize)),

    ...(layers.every((layer) => layer.step) && {
      step(params: Layered, state: Layered, x: tf.Tensor2D, rng?: Rng) {
        const masks = dropMasks(rng, x.shape[0]);
        const next: Record<string, TensorTree> = {};
        let output = x;
        layers.forEach((layer, index) => {
          const name = `l${index}`;
          [next[name], output] = layer.step!(params[name]!, state[name]!, output, rng);
          if (masks[index]) output = tf.mul(output, masks[index]);
        });
        return [next, output] as const;
      },
    }),

    sequence(params, inputs, { initialState, ...options }): Unrolled<Layered> {
      const [batchSize, time] = inputs.shape;
      // Drawn in the order in which the steps are taken, so that both methods drop the same numbers.
      const masks = Array.from({ length: time }, () => dropMasks(options.rng, batchSize));
      if (options.reverse) masks.reverse();
      const finalState: Record<string, TensorTree> = {};
      let outputs = inputs;
      layers.forEach((layer, index) => {
        const name = `l${index}`;
        const layerOptions: SequenceOptions<TensorTree> = { ...options, initialState: initialState[name]! };
        const result = unroll(layer, params[name]!, outputs, layerOptions);
        finalState[name] = result.finalState;
        outputs = result.outputs;
        if (masks[0]![index]) {
          outputs = tf.mul(
            outputs,
            tf.stack(
              masks.map((stepMasks) => stepMasks[index]!),
              1,
            ),
          ) as tf.Tensor3D;
        }
      });
      return { outputs, finalState };
    },
  };
}

function dropMask(rng: Rng, shape: [number, number], dropout: number): tf.Tensor2D {
  const keep = 1 / (1 - dropout);
  const values = Float32Array.from({ length: shape[0] * shape[1] }, () => (rng() < dropout ? 0 : keep));
  return tf.tensor2d(values, shape);
}
