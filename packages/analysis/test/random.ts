/** Uniform in [0, 1), from a seed (a multiplicative congruential generator modulo 2³¹ − 1). */
export function random(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

/** Uniform in [−scale, scale). */
export function values(rng: () => number, length: number, scale = 1): Float64Array {
  return Float64Array.from({ length }, () => scale * (2 * rng() - 1));
}
