/** f′(x) by the eighth-order central difference. */
export function derivative(f: (x: number) => number, x: number, h = 0.02): number {
  const weights = [4 / 5, -1 / 5, 4 / 105, -1 / 280];
  return weights.reduce((sum, w, i) => sum + (w * (f(x + (i + 1) * h) - f(x - (i + 1) * h))) / h, 0);
}
