import type { Dice } from './dice.js';

export const numbers = [
  0,
  -0,
  1,
  -1,
  0.5,
  2,
  255,
  256,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e9,
  1e308,
  -1e308,
  Infinity,
];

/** Names and texts that reach for prototypes, terminals, pages and folders. */
export const texts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  '__proto__.polluted',
  'constructor.prototype.polluted',
  'toString',
  '\u001b[31m\u001b]0;title\u0007',
  'two\nlines\r\n',
  '\u0000',
  '\u202Ereversed',
  '\ud800',
  '../../outside',
  '/dev/null',
  '-',
  '--',
  '--help',
  'NaN',
  '1e999',
  '0x10',
  '<script>hostile()</script>',
  'long '.repeat(2000),
];

/** Any value of JSON, and numbers that JSON can say and hold no double. */
export function nonsense(dice: Dice): unknown {
  return dice.pick<() => unknown>([
    () => dice.pick(numbers),
    () => dice.pick(numbers),
    () => dice.pick(texts),
    () => dice.pick(texts),
    () => null,
    () => dice.chance(0.5),
    () => [],
    () => ({}),
    () => [nonsense(dice), nonsense(dice)],
    () => ({ [dice.pick(texts)]: nonsense(dice) }),
    () => Array.from({ length: 300 }, () => 0),
  ])();
}
