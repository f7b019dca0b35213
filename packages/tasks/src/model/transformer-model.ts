import * as tf from '@tensorflow/tfjs-core';
import {
  decodeBy,
  type ReadoutParams,
  readout,
  type TransformerCache,
  type TransformerParams,
  type TransformerRun,
  transformer,
} from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { TransformerSettings } from '../spec/models.js';
import { answering } from './answering.js';
import { fedBack } from './fed-back.js';
import type { Model, ModelShape, Teaching } from './model.js';

export type TransformerModelParams = {
  readonly transformer: TransformerParams;
  readonly readout: ReadoutParams;
};

/**
 * A causal transformer and a linear readout of every position, or of the last one alone. An encoder–decoder is the same network,
 * which first reads the whole input and then goes on to write, each position with the keys and values of all before it; what
 * it is fed is what a reader–writer is fed.
 *
 * @throws RangeError if hiddenSize is not an even multiple of the heads
 * @throws TypeError if positions are to be learnt for sequences of several lengths
 */
export function transformerModel(
  { inputSize, outputSize, targetKind, scheme, steps, padding }: ModelShape,
  { hiddenSize, layers, heads, expansion, positions, feedback }: TransformerSettings,
): Model<TransformerModelParams> {
  const isWriting = scheme === 'encoder-decoder';
  if (positions === 'learnt' && steps === undefined)
    throw new TypeError('transformer: positions can be learnt where the sequences have one length');
  const network = transformer({
    inputSize: isWriting ? inputSize + outputSize + 1 : inputSize,
    hiddenSize,
    layers,
    heads,
    feedForwardSize: expansion * hiddenSize,
    positions,
    ...(positions === 'learnt' && { longest: isWriting ? 2 * steps! : steps! }),
  });
  const head = readout({ hiddenSize, outputSize });
  const states = (params: TransformerModelParams, inputs: tf.Tensor3D) =>
    network.apply(params.transformer, inputs).outputs;

  const writing = fedBack({ inputSize, outputSize, targetKind }, feedback);
  const write = (
    params: TransformerModelParams,
    batch: TensorBatch,
    teaching: Teaching | undefined,
    watch?: TransformerRun['watch'],
  ) => {
    const { inputs, mask } = batch;
    const [batchSize, time] = inputs.shape;
    const nothingWritten = tf.zeros([batchSize, time, outputSize + 1]);
    const read = tf.concat([inputs, nothingWritten], 2) as tf.Tensor3D;
    /** What was read, and which of all positions may be attended to. */
    type Seen = { readonly cache: TransformerCache; readonly open: { readonly mask?: tf.Tensor2D } };
    const open = mask && padding !== 'front' ? { mask } : {};
    const watching = watch && { watch };
    return decodeBy<Seen>(
      (next, { cache, open }) => {
        const more = tf.ones([batchSize, next.shape[1]]);
        const mask = open.mask && { mask: tf.concat2d([open.mask, more as tf.Tensor2D], 1) };
        const { outputs, cache: grown } = network.apply(params.transformer, next, {
          cache,
          ...mask,
          ...watching,
        });
        return {
          outputs: head.apply(params.readout, outputs),
          finalState: { cache: grown, open: mask ?? {} },
        };
      },
      network.inputSize,
      {
        initialState: {
          cache: network.apply(params.transformer, read, { ...open, ...watching }).cache,
          open,
        },
        ...writing(batch, teaching),
      },
    ).outputs;
  };

  return {
    init: (rng) => ({ transformer: network.init(rng), readout: head.init(rng) }),
    ...(isWriting
      ? {
          forward: (params: TransformerModelParams, batch: TensorBatch, teaching?: Teaching) =>
            write(params, batch, teaching),
        }
      : {
          forward: (params, { inputs, mask }) =>
            head.apply(params.readout, answering(scheme, states(params, inputs), mask)),
          forwardEveryStep: (params, inputs) => head.apply(params.readout, states(params, inputs)),
          states,
        }),
    heads: (params, batch) =>
      tf.tidy(() => {
        const seen: tf.Tensor4D[] = [];
        const watch = (weights: tf.Tensor4D) => seen.push(tf.keep(weights));
        if (isWriting) write(params, batch, undefined, watch);
        else network.apply(params.transformer, batch.inputs, { watch });
        // First each layer reads; whatever it tries while it runs free, last it writes all.
        const time = batch.inputs.shape[1];
        const reading = seen.slice(0, layers);
        const writing = isWriting ? seen.slice(-layers) : [];
        const weights = reading.map((read, layer) => {
          const written = writing[layer];
          if (!written) return tf.clone(read);
          return tf.concat4d(
            [
              tf.pad(read, [
                [0, 0],
                [0, 0],
                [0, 0],
                [0, time],
              ]),
              written,
            ],
            2,
          );
        });
        tf.dispose(seen);
        return weights;
      }),
  };
}
