/** @throws RangeError unless `value` is a positive integer */
export function requirePositiveInteger(where: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${where}: ${name} must be a positive integer, received ${String(value)}`);
}

/** @throws RangeError unless `value` is a positive number, infinity excluded */
export function requirePositive(where: string, name: string, value: number): void {
  if (Number.isFinite(value) && value > 0) return;
  throw new RangeError(`${where}: ${name} must be a positive number, received ${String(value)}`);
}

/** @throws RangeError unless `value` is a number, infinity excluded */
export function requireFinite(where: string, name: string, value: number): void {
  if (Number.isFinite(value)) return;
  throw new RangeError(`${where}: ${name} must be a finite number, received ${String(value)}`);
}

/** @throws RangeError unless `value` is in [0, 1) */
export function requireFraction(where: string, name: string, value: number): void {
  if (value >= 0 && value < 1) return;
  throw new RangeError(`${where}: ${name} must be in [0, 1), received ${String(value)}`);
}

/** @throws RangeError unless `value` is in [0, 1] */
export function requireProbability(where: string, name: string, value: number): void {
  if (value >= 0 && value <= 1) return;
  throw new RangeError(`${where}: ${name} must be a probability in [0, 1], received ${String(value)}`);
}

/** @throws RangeError unless `value` is one of `allowed` */
export function requireOneOf<T extends string>(where: string, name: string, allowed: readonly T[], value: T) {
  if (allowed.includes(value)) return;
  throw new RangeError(`${where}: ${name} must be one of ${allowed.join(', ')}, received ${String(value)}`);
}
