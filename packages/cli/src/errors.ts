/** The process's exit codes, as documented. */
export const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** The user asked for something that cannot be; the message says what would be right. */
export class UsageError extends Error {}

/**
 * Runs `make`, and turns what it refuses as out of its domain into a {@link UsageError}.
 *
 * @param remedy what to do about it, where the message does not say so
 */
export function usage<T>(make: () => T, remedy?: string): T {
  try {
    return make();
  } catch (error) {
    throw asUsage(error, remedy);
  }
}

/** What was refused as out of its domain as a {@link UsageError}; anything else as it is. */
export function asUsage(error: unknown, remedy?: string): unknown {
  if (!(error instanceof RangeError || error instanceof TypeError)) return error;
  return new UsageError(remedy ? `${error.message}; ${remedy}` : error.message);
}
