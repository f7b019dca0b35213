import type { NamedArrays } from '@unrolled/cells';
import type { Dice } from '../dice.js';
import { texts } from '../nonsense.js';

/** Tensors of which one is not what it should be: the kind of fault, and all of them. */
export function anotherTensors(dice: Dice, tensors: NamedArrays): [string, NamedArrays] {
  const name = dice.pick(Object.keys(tensors));
  const { [name]: array, ...others } = tensors;
  const { data, shape } = array!;
  const longer = Float32Array.of(...data, ...data);
  return dice.pick<() => [string, NamedArrays]>([
    () => ['missing', others],
    () => [
      'renamed',
      { ...others, [dice.pick([`${name}.x`, `x.${name}`, name.toUpperCase(), ...texts])]: array! },
    ],
    () => ['one too many', { ...tensors, [dice.pick([`${name}2`, `other.${name}`, ...texts])]: array! }],
    () => ['misshapen', { ...tensors, [name]: { data, shape: [1, ...shape] } }],
    () => ['larger', { ...tensors, [name]: { data: longer, shape: [2, ...shape] } }],
    () => ['empty', { ...tensors, [name]: { data: new Float32Array(0), shape: [0] } }],
    () => [
      'NaN',
      {
        ...tensors,
        [name]: {
          data: Float32Array.from(data).fill(dice.pick([Number.NaN, Infinity]), dice.below(data.length)),
          shape,
        },
      },
    ],
  ])();
}
