import type * as tf from '@tensorflow/tfjs';
import { expectTypeOf, test } from 'vitest';
import { createRng, palindrome } from '../src/index.js';
import { labelledDataset } from '../src/tfjs.js';

test('fitDataset takes a labelled data set as it is', () => {
  const labelled = labelledDataset(palindrome(), { rng: createRng(1), batchSize: 4, batchesPerEpoch: 2 });
  expectTypeOf<tf.LayersModel['fitDataset']>().toBeCallableWith(labelled, { epochs: 1 });
  expectTypeOf<tf.LayersModel['evaluateDataset']>().toBeCallableWith(labelled, { batches: 1 });
});
