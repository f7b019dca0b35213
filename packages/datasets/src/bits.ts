/**
 * The binary digits of a non-negative integer, least significant first, without leading zeros.
 * @throws RangeError for anything else, and for numbers beyond 2⁵³ − 1, which are not exact
 */
export function bitsOf(where: string, name: string, value: number | bigint): number[] {
  const valid = typeof value === 'bigint' ? value >= 0n : Number.isSafeInteger(value) && value >= 0;
  if (!valid) {
    throw new RangeError(
      `${where}: ${name} must be a non-negative integer (a bigint beyond 2^53), received ${String(value)}`,
    );
  }
  return Array.from(value.toString(2), Number).reverse();
}

/**
 * The integer that binary digits spell, most significant first.
 * @throws RangeError if there is no digit, or one that is neither 0 nor 1
 */
export function integerOf(where: string, digits: readonly number[]): bigint {
  if (digits.length === 0)
    throw new RangeError(`${where}: digits must hold at least one digit, received none`);
  const wrong = digits.find((digit) => digit !== 0 && digit !== 1);
  if (wrong !== undefined) throw new RangeError(`${where}: every digit must be 0 or 1, received ${wrong}`);
  return BigInt(`0b${digits.join('')}`);
}
