import type { Rng } from './rng.js';

/**
 * 0 … count − 1 in random order, every order equally likely (Fisher–Yates).
 *
 * @example
 * shuffledIndices(createRng(1), 4).toSorted(); // → [0, 1, 2, 3]
 */
export function shuffledIndices(rng: Rng, count: number): Int32Array {
  const indices = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(rng() * (i + 1));
    [indices[i], indices[other]] = [indices[other]!, indices[i]!];
  }
  return indices;
}
