import { type Activation, activations } from './activations.js';

function requireNumber(where: string, name: string, value: number, words: string, holds: boolean): void {
  if (!holds) throw new RangeError(`${where}: ${name} must be ${words}, received ${String(value)}`);
}

/** @throws RangeError unless `value` is an integer of at least `min` */
export function requireInteger(where: string, name: string, value: number, min: 0 | 1 | 2): void {
  const words = ['a non-negative integer', 'a positive integer', 'an integer of at least 2'][min]!;
  requireNumber(where, name, value, words, Number.isSafeInteger(value) && value >= min);
}

/** @throws RangeError unless every one of the named values is a positive integer */
export function requireSizes(where: string, sizes: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(sizes)) requireInteger(where, name, value, 1);
}

/** @throws RangeError unless `value` is a finite number */
export function requireFinite(where: string, name: string, value: number): void {
  requireNumber(where, name, value, 'a finite number', Number.isFinite(value));
}

/** @throws RangeError unless `value` is a finite number above 0 */
export function requirePositive(where: string, name: string, value: number): void {
  requireNumber(where, name, value, 'a finite number above 0', Number.isFinite(value) && value > 0);
}

/** @throws RangeError unless `value` is a finite number of at least 0 */
export function requireNonNegative(where: string, name: string, value: number): void {
  requireNumber(where, name, value, 'a finite number ≥ 0', Number.isFinite(value) && value >= 0);
}

/** @throws TypeError unless `value` is one of `choices` */
export function requireChoice(where: string, name: string, value: string, choices: readonly string[]): void {
  if (choices.includes(value)) return;
  throw new TypeError(`${where}: ${name} must be one of ${choices.join(', ')}, received ${String(value)}`);
}

/** @throws RangeError unless the array holds as many numbers as the shape says */
export function requireShape(
  where: string,
  name: string,
  array: ArrayLike<number>,
  shape: readonly number[],
): void {
  const length = shape.reduce((product, size) => product * size, 1);
  if (array?.length === length) return;
  const received = array === undefined ? 'nothing' : `${array.length} numbers`;
  throw new RangeError(
    `${where}: ${name} must be [${shape.join(', ')}] (${length} numbers), received ${received}`,
  );
}

/**
 * An option that a cell has no use for is a mistake, not a default.
 * @throws TypeError if an activation is given to a gated cell, or resetAfter to another cell than the GRU
 */
export function requireFitting(
  where: string,
  cell: string,
  { activation, resetAfter }: { readonly activation?: unknown; readonly resetAfter?: unknown },
): void {
  if (activation !== undefined && !['rnn', 'skip-rnn', 'lru'].includes(cell)) {
    throw new TypeError(`${where}: activation must be left out for ${cell}, received ${activation}`);
  }
  if (resetAfter !== undefined && cell !== 'gru') {
    throw new TypeError(`${where}: resetAfter must be left out for ${cell}, received ${resetAfter}`);
  }
}

/** φ, φ′ and γ by name. @throws TypeError if there is no such activation */
export function activationOf(where: string, activation: Activation): (typeof activations)[Activation] {
  requireChoice(where, 'activation', activation, Object.keys(activations));
  return activations[activation];
}
