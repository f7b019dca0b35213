/**
 * A tensor or array of the wrong shape, with the shape that was expected and the one that came.
 *
 * @example
 * try {
 *   unroll(rnnCell({ inputSize: 10, hiddenSize: 4 }), {} as RnnParams, tf.zeros([1, 5, 3]));
 * } catch (error) {
 *   if (error instanceof ShapeError) console.error(error.expected, error.received); // [ 'batch', 'time', 10 ] [ 1, 5, 3 ]
 * }
 */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';

  constructor(
    where: string,
    what: string,
    readonly expected: readonly (number | string)[],
    readonly received: readonly number[],
  ) {
    const isEmpty = expected.some((length, axis) => typeof length === 'string' && received[axis] === 0);
    const rule = `[${expected.join(', ')}]${isEmpty ? ' with no empty axis' : ''}`;
    super(`${where}: ${what} must have shape ${rule}, received [${received.join(', ')}]`);
  }
}

/**
 * @throws ShapeError unless `received` matches; a name in `expected`, as 'time', matches any length but 0
 * @example
 * requireShape('mine', 'inputs', ['batch', 'time', 3], [2, 6, 3]);
 */
export function requireShape(
  where: string,
  what: string,
  expected: readonly (number | string)[],
  received: readonly number[],
): void {
  const fits =
    received.length === expected.length &&
    expected.every((length, axis) =>
      typeof length === 'string' ? received[axis]! > 0 : length === received[axis],
    );
  if (!fits) throw new ShapeError(where, what, expected, received);
}
