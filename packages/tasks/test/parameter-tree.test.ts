import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { namedArrays, treeOfArrays } from '../src/model/parameter-tree.js';

it('a tree that was taken apart is put together again', async () => {
  const arrays = {
    'cell.bias': { data: Float32Array.of(1, 2), shape: [2] },
    'readout.outputBias': { data: Float32Array.of(3), shape: [1] },
  };
  const tree = treeOfArrays(arrays);
  expect(await namedArrays(tree)).toEqual(arrays);
  tf.dispose(tree as tf.TensorContainer);
});

it.each(['__proto__.polluted', 'constructor.prototype.polluted', 'cell.__proto__.polluted'])(
  'the name %s reaches no object but the tree',
  (name) => {
    const tree = treeOfArrays({ [name]: { data: Float32Array.of(1), shape: [1] } });
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    tf.dispose(tree as tf.TensorContainer);
  },
);
