import * as tf from '@tensorflow/tfjs-core';

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

/** @throws TypeError if there is an option by another name; undefined counts as not given */
export function requireKnown(where: string, options: object, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new TypeError(`${where}: options must be an object, received ${describe(options)}`);
  for (const [name, value] of Object.entries(options))
    if (value !== undefined && !names.includes(name))
      throw new TypeError(`${where}: ${name} is not one of its options ${names.join(', ')}`);
}

/** @throws TypeError unless `value` is a tensor */
export function requireTensor(where: string, name: string, value: unknown): asserts value is tf.Tensor {
  if (value instanceof tf.Tensor) return;
  const received = Array.isArray(value) || ArrayBuffer.isView(value) ? 'an array' : describe(value);
  throw new TypeError(`${where}: ${name} must be a tensor, received ${received}`);
}

const describe = (value: unknown) =>
  typeof value === 'object' && value
    ? 'an object'
    : typeof value === 'function'
      ? 'a function'
      : String(value);
