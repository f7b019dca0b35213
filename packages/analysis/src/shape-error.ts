/** An array or matrix has the wrong shape. `expected` and `received` hold both for programs that ask. */
export class ShapeError extends RangeError {
  override readonly name = 'ShapeError';

  constructor(
    where: string,
    what: string,
    readonly expected: string,
    readonly received: string,
  ) {
    super(`${where}: ${what} must be ${expected}, received ${received}`);
  }
}
