import * as tf from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { namedArrays, treeLike } from '../src/model/parameter-tree.js';

const arrays = {
  'cell.bias': { data: Float32Array.of(1, 2), shape: [2] },
  'readout.outputBias': { data: Float32Array.of(3), shape: [1] },
};
const tree = () => ({ cell: { bias: tf.zeros([2]) }, readout: { outputBias: tf.zeros([1]) } });

it('a tree that was taken apart is put together again', async () => {
  const [like, filled] = [tree(), treeLike(tree(), arrays, 'they')];
  expect(await namedArrays(filled)).toEqual(arrays);
  tf.dispose([like, filled]);
});

const { 'cell.bias': bias, ...others } = arrays;
it.each([
  ['missing', others, 'cell.bias is missing'],
  ['renamed', { ...others, 'cell.bais': bias }, 'cell.bias is missing; there is no cell.bais in it'],
  [
    'misshapen',
    { ...others, 'cell.bias': { ...bias, shape: [1, 2] } },
    'cell.bias has shape [1, 2] and not [2]',
  ],
  ['short', { ...others, 'cell.bias': { ...bias, data: Float32Array.of(1) } }, 'cell.bias has shape [2]'],
  ['extra', { ...arrays, c: bias }, 'there is no c in it'],
  [
    'called as a prototype',
    JSON.parse('{"__proto__":1}'),
    'cell.bias is missing; readout.outputBias is missing; there is no __proto__ in it',
  ],
  [
    'beyond counting',
    Object.fromEntries([...'abcdef'].map((name) => [name, bias])),
    'there is no b in it; and 4 more',
  ],
  ['of inherited names', Object.create(arrays), 'cell.bias is missing'],
])('arrays that are %s are refused by name, and no tensor is left', (_, wrong, message) => {
  const like = tree();
  const before = tf.memory().numTensors;
  expect(() => treeLike(like, wrong, 'they')).toThrow(
    `they are not those of this model: ${message}`.slice(0, 33),
  );
  expect(() => treeLike(like, wrong, 'they')).toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(like);
});

it('a name with dots reaches no object but the tree', () => {
  const like = tree();
  expect(() => treeLike(like, { ...arrays, '__proto__.polluted': bias }, 'they')).toThrow(
    'there is no __proto__.polluted',
  );
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  tf.dispose(like);
});
