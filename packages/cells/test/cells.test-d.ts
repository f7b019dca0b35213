import type * as tf from '@tensorflow/tfjs';
import { palindrome, parity } from '@unrolled/datasets';
import { expectTypeOf, test } from 'vitest';
import {
  type AdamState,
  adam,
  adamw,
  bidirectional,
  type Cell,
  chain,
  clipByGlobalNorm,
  fit,
  gruCell,
  type LstmParams,
  type LstmState,
  lstmCell,
  mapTree,
  momentum,
  nesterov,
  type Optimizer,
  type Recurrence,
  rmsprop,
  rnnCell,
  sequenceModel,
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

test('a stack keeps the parameters and states of its layers', () => {
  const stack = stackCells([lstmCell(size), gruCell({ inputSize: 3, hiddenSize: 4 })]);
  const { finalState } = unroll(stack, stack.init(Math.random), x);
  expectTypeOf(finalState.l0).toEqualTypeOf<LstmState>();
  expectTypeOf(finalState.l1.h).toEqualTypeOf<tf.Tensor2D>();
  expectTypeOf(stack.init(Math.random).l0).toEqualTypeOf<LstmParams>();
  // @ts-expect-error a gru has no cell state
  finalState.l1.c;
  // @ts-expect-error there are two layers
  finalState.l2;
  // @ts-expect-error parameters of one layer
  unroll(stack, { l0: {} as LstmParams }, x);
  const mixed = stackCells([bidirectional(lstmCell(size)), gruCell({ inputSize: 6, hiddenSize: 4 })]);
  expectTypeOf(unroll(mixed, mixed.init(Math.random), x).finalState.l0.backward).toEqualTypeOf<LstmState>();
});

test('a stack of any number of layers has them by name', () => {
  const layers: Cell[] = [1, 2].map(() => rnnCell(size));
  expectTypeOf(stackCells(layers)).toExtend<Cell>();
  expectTypeOf(stackCells(layers).init(Math.random).l7).toEqualTypeOf<TensorTree | undefined>();
});

test('what is fitted keeps its types, from variables to the result', async () => {
  const cell = lstmCell(size);
  const variables = mapTree(cell.init(Math.random), (leaf) => leaf);
  expectTypeOf(variables).toEqualTypeOf<LstmParams>();
  const model = sequenceModel({ cell, outputSize: 2 });
  const fitted = await fit(
    model,
    { inputs: x, targets: {} as tf.Tensor1D },
    {
      onEpoch({ params }) {
        expectTypeOf(params.cell).toEqualTypeOf<LstmParams>();
      },
    },
  );
  expectTypeOf(fitted.params.cell).toEqualTypeOf<LstmParams>();
  expectTypeOf(fitted.params.head.kernel).toEqualTypeOf<tf.Tensor2D>();
  await fit(model, palindrome({ length: 5 }), { optimizer: adam({ learningRate: 1 }) });
  await fit(model, parity({ length: 5 }), {
    optimizer: chain(clipByGlobalNorm(1), sgd({ learningRate: 1 })),
  });
  // @ts-expect-error there is no such option
  fit(model, palindrome({ length: 5 }), { epoch: 3 });
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
