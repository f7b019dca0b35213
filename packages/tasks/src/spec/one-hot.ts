import type { SequenceBatch } from '@unrolled/datasets';

/** The symbol at every step of one example whose inputs are one-hot; −1 where there is none. */
export function symbolsOf({ inputs: { data, shape } }: SequenceBatch): number[] {
  const size = shape[2]!;
  return Array.from({ length: shape[1]! }, (_, t) => data.subarray(t * size, (t + 1) * size).indexOf(1));
}

/** Symbols one after another, `size` numbers each: 1 at the symbol, else 0. */
export function oneHot(symbols: readonly number[], size: number): Float32Array {
  const data = new Float32Array(symbols.length * size);
  symbols.forEach((symbol, t) => {
    data[t * size + symbol] = 1;
  });
  return data;
}
