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

/** @throws TypeError unless `value` is one of `choices` */
export function requireChoice<T extends string>(
  where: string,
  name: string,
  value: T,
  choices: readonly T[],
): void {
  if (choices.includes(value)) return;
  const quoted = choices.map((choice) => `'${choice}'`);
  const list = [quoted.slice(0, -1).join(', '), quoted.at(-1)].join(' or ');
  throw new TypeError(`${where}: ${name} must be ${list}, received ${String(value)}`);
}
