import type { NamedArrays } from '@unrolled/cells';

/** @throws Error that names the first array that holds NaN or an infinite number */
export function requireFinite(what: string, arrays: NamedArrays): void {
  for (const [name, { data }] of Object.entries(arrays)) {
    const wrong = data.find((value: number) => !Number.isFinite(value));
    if (wrong !== undefined) throw new Error(`${what} must be finite numbers: ${name} holds ${wrong}`);
  }
}
