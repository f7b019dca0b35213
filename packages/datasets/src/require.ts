/** @throws RangeError unless `value` is an integer from `min` to `max` */
export function requireInteger(
  where: string,
  name: string,
  value: number,
  min: number,
  max = Infinity,
): void {
  if (Number.isSafeInteger(value) && value >= min && value <= max) return;
  const range = max === Infinity ? `an integer of at least ${min}` : `an integer from ${min} to ${max}`;
  throw new RangeError(`${where}: ${name} must be ${range}, received ${String(value)}`);
}
