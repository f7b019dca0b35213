import * as tf from '@tensorflow/tfjs-core';
import {
  type Attention,
  additiveAttention,
  attendingCell,
  attendingReadout,
  type Cell,
  decode,
  glorot,
  lastStep,
  multiplicativeAttention,
  type ReadoutParams,
  readout,
  type Source,
  stateGradientNorms,
  type TensorTree,
  type Unrolled,
  unroll,
} from '@unrolled/cells';
import type { TensorBatch } from '@unrolled/datasets/tensors';
import type { RecurrentSettings } from '../spec/models.js';
import type { SequenceKind } from '../spec/task.js';
import { fedBack } from './fed-back.js';
import type { Model, Teaching } from './model.js';

export type ReaderWriterParams = {
  readonly cell: TensorTree;
  readonly readout: ReadoutParams;
  readonly attention?: TensorTree;
  /** Of multiplicative attention: what makes one vector of what was found and the state. */
  readonly combine?: tf.Tensor2D;
};

/** The width of a reader–writer's input. */
export function readerWriterSize(
  { inputSize, outputSize }: Pick<SequenceKind, 'inputSize' | 'outputSize'>,
  { hiddenSize, attention }: Pick<RecurrentSettings, 'hiddenSize' | 'attention'>,
): number {
  return inputSize + outputSize + 1 + (attention === 'additive' ? hiddenSize : 0);
}

const fedTheTruth: Teaching = { teacherForcing: 1, rng: () => 0 };

/**
 * An encoder–decoder whose two halves are one network, which learns where separate weights do not. It first
 * reads the whole input, then writes as many outputs. Its input is, side by side, the digits to read (zero
 * while it writes), the output before (zero while it reads, or without feedback), and 1 while it writes. An output is fed
 * back as ±1 where it is binary, one-hot where it is a class, and as it is where it is a number.
 *
 * With attention it looks at every state that it had while it read: additive attention before each step, and what it finds
 * comes beside the input (zero while it reads); multiplicative attention after each step, before the readout.
 */
export function readerWriterModel(
  {
    inputSize,
    outputSize,
    targetKind,
    padding,
  }: Pick<SequenceKind, 'inputSize' | 'outputSize' | 'targetKind' | 'padding'>,
  cell: Cell,
  { hiddenSize, initialization, feedback, attention: kind }: RecurrentSettings,
): Model<ReaderWriterParams> {
  const head = readout({
    hiddenSize,
    outputSize,
    initializer: initialization === 'uniform' ? 'uniform' : 'glorot',
  });

  const writing = fedBack({ inputSize, outputSize, targetKind }, feedback);

  const sizes = { querySize: hiddenSize, stateSize: hiddenSize };
  const attention: Attention | undefined = {
    none: undefined,
    additive: additiveAttention(sizes) as Attention,
    multiplicative: multiplicativeAttention(sizes) as Attention,
  }[kind];

  /** What the cell reads, nothing being written. */
  const toRead = ({ inputs }: TensorBatch) => {
    const [batchSize, time] = inputs.shape;
    return tf.concat([inputs, tf.zeros([batchSize, time, cell.inputSize - inputSize])], 2) as tf.Tensor3D;
  };
  /** Which steps it takes: of sequences padded behind not those. */
  const taken = ({ mask }: TensorBatch) => (mask && padding !== 'front' ? { mask } : {});

  /** The logits after what was read. */
  const write = (
    params: ReaderWriterParams,
    batch: TensorBatch,
    { outputs: states, finalState }: Unrolled<TensorTree>,
    teaching?: Teaching,
    watch?: Source['watch'],
  ) => {
    const source = attention && {
      attention,
      params: params.attention!,
      states,
      ...taken(batch),
      ...(watch && { watch }),
    };
    const [writer, initialState]: [Cell, TensorTree] =
      source && kind === 'additive'
        ? [attendingCell(cell, source) as Cell, { cell: finalState, output: lastStep(states) }]
        : [cell, finalState];
    const answering =
      source && kind === 'multiplicative' ? attendingReadout(head, params.combine!, source) : head;
    const { outputs } = decode(writer, answering, params.cell, params.readout, {
      initialState,
      ...writing(batch, teaching),
    });
    return outputs;
  };

  const forward = (
    params: ReaderWriterParams,
    batch: TensorBatch,
    teaching?: Teaching,
    watch?: Source['watch'],
  ) => write(params, batch, unroll(cell, params.cell, toRead(batch), taken(batch)), teaching, watch);

  return {
    init: (rng) => ({
      cell: cell.init(rng),
      readout: head.init(rng),
      ...(attention && { attention: attention.init(rng) }),
      ...(kind === 'multiplicative' && { combine: glorot(rng, [2 * hiddenSize, hiddenSize]) }),
    }),
    forward: (params, batch, teaching) => forward(params, batch, teaching),
    stateGradientNorms: (params, batch, loss) =>
      stateGradientNorms(
        cell,
        params.cell,
        toRead(batch),
        (read) => loss(write(params, batch, read, fedTheTruth)),
        taken(batch),
      ),
    ...(attention && {
      attention: (params: ReaderWriterParams, batch: TensorBatch) =>
        tf.tidy(() => {
          const seen: tf.Tensor3D[] = [];
          forward(params, batch, undefined, (weights) => seen.push(tf.keep(weights)));
          // Running free it writes twice, the second time with all that is fed back known.
          const [, time] = batch.inputs.shape;
          const last = kind === 'additive' ? seen.slice(-time) : seen.slice(-1);
          const weights = tf.concat(last, 1) as tf.Tensor3D;
          tf.dispose(seen);
          return weights;
        }),
    }),
  };
}
