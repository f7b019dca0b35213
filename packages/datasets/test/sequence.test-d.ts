import { expectTypeOf, test } from 'vitest';
import {
  binaryAddition,
  createRng,
  type Mnist,
  mnistRows,
  type NdArray,
  palindrome,
  parity,
  type SequenceDataset,
} from '../src/index.js';

declare const mnist: Mnist;

test('every dataset is a SequenceDataset', () => {
  expectTypeOf(palindrome).returns.toExtend<SequenceDataset>();
  expectTypeOf(binaryAddition).returns.toExtend<SequenceDataset>();
  expectTypeOf(mnistRows(mnist).train).toExtend<SequenceDataset>();
});

test('classes are known to be Int32, binary targets Float32', () => {
  const batch = palindrome({ length: 5 }).batch(createRng(1), 2);
  expectTypeOf(batch.targets).toEqualTypeOf<NdArray<Int32Array>>();
  expectTypeOf(parity({ length: 5 }).batch(createRng(1), 2).targets).toEqualTypeOf<NdArray<Float32Array>>();
});

test('an addition always has a mask, other batches may', () => {
  const { mask } = binaryAddition().encode(1, 2n);
  expectTypeOf(mask).toEqualTypeOf<NdArray<Float32Array>>();
  expectTypeOf(parity({ length: 5 }).batch(createRng(1), 2).mask).toEqualTypeOf<
    NdArray<Float32Array> | undefined
  >();
});

test('options are checked', () => {
  // @ts-expect-error a length is a number
  palindrome({ length: '5' });
  // @ts-expect-error there is no such scheme
  binaryAddition({ scheme: 'sideways' });
});
