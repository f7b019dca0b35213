import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf, test } from 'vitest';
import {
  type AdamState,
  adam,
  adamw,
  bidirectional,
  type Cell,
  chain,
  clipByGlobalNorm,
  gruCell,
  type LstmParams,
  type LstmState,
  lstmCell,
  momentum,
  nesterov,
  type Optimizer,
  type Recurrence,
  rmsprop,
  rnnCell,
  sgd,
  skipRnnCell,
  stackCells,
  type TensorTree,
  unroll,
} from '../src/index.js';

const size = { inputSize: 2, hiddenSize: 3 };
const x = {} as tf.Tensor3D;

test('parameters and states are tensor trees', () => {
  expectTypeOf<LstmParams>().toExtend<TensorTree>();
  expectTypeOf<LstmState>().toExtend<TensorTree>();
});

test('every cell is a Cell, whatever its parameters', () => {
  expectTypeOf(rnnCell(size)).toExtend<Cell>();
  expectTypeOf(gruCell(size)).toExtend<Cell>();
  expectTypeOf(lstmCell(size)).toExtend<Cell>();
  expectTypeOf(skipRnnCell(size)).toExtend<Cell>();
});

test('unroll gives the state of its cell', () => {
  const cell = lstmCell(size);
  expectTypeOf(unroll(cell, {} as LstmParams, x).finalState).toEqualTypeOf<LstmState>();
  // @ts-expect-error a gru has no cell state
  unroll(gruCell(size), {} as never, x).finalState.c;
  // @ts-expect-error parameters of another cell
  unroll(cell, { inputKernel: {} as tf.Tensor2D }, x);
});

test('a stack has a step where all of its layers have one', () => {
  expectTypeOf(stackCells([rnnCell(size)])).toExtend<Cell>();
  expectTypeOf(stackCells([bidirectional(rnnCell(size))])).not.toExtend<Cell>();
  expectTypeOf(bidirectional(rnnCell(size))).not.toExtend<Cell>();
  expectTypeOf(bidirectional(rnnCell(size))).toExtend<Recurrence>();
});

test('an update gives the parameters and the state that it takes', () => {
  const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 1 }));
  expectTypeOf(optimizer).toEqualTypeOf<Optimizer<AdamState>>();
  expectTypeOf<AdamState>().toExtend<TensorTree>();
  const [params, state] = optimizer.update({} as LstmParams, {} as AdamState, {} as LstmParams, 0);
  expectTypeOf(params).toEqualTypeOf<LstmParams>();
  expectTypeOf(state.power1).toEqualTypeOf<tf.Scalar>();
  // @ts-expect-error the optimizer comes last
  chain(adam({ learningRate: 1 }), clipByGlobalNorm(1));
  // @ts-expect-error sgd has no momentum
  sgd({ learningRate: 1, momentum: 0.9 });
});

test('every optimizer is an Optimizer, and needs no more than a learning rate', () => {
  for (const create of [sgd, momentum, nesterov, rmsprop, adam, adamw])
    expectTypeOf(create({ learningRate: () => 1 })).toExtend<Optimizer>();
});
