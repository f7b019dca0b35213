/** @throws RangeError unless `value` is a positive integer */
export function requirePositiveInteger(where: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new RangeError(`${where}: ${name} must be a positive integer, received ${String(value)}`);
}
