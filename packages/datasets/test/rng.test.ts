import { describe, expect, it } from 'vitest';
import { createRng, restoreRng } from '../src/index.js';

describe('createRng', () => {
  it('draws the same numbers on every platform (golden values)', () => {
    const rng = createRng(1);
    expect([rng(), rng(), rng()]).toMatchInlineSnapshot(`
      [
        0.028836561366915703,
        0.41400756081566215,
        0.6686057739425451,
      ]
    `);
  });

  it('is uniform on [0, 1): mean, variance and lag-one correlation', () => {
    const rng = createRng(7);
    const draws = Float64Array.from({ length: 200_000 }, rng);
    const mean = (f: (x: number, i: number) => number) =>
      draws.reduce((sum, x, i) => sum + f(x, i), 0) / draws.length;
    expect(Math.min(...draws.subarray(0, 50_000))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...draws.subarray(0, 50_000))).toBeLessThan(1);
    expect(mean((x) => x)).toBeCloseTo(1 / 2, 2);
    expect(mean((x) => (x - 0.5) ** 2)).toBeCloseTo(1 / 12, 2);
    expect(mean((x, i) => (x - 0.5) * ((draws[i + 1] ?? 0.5) - 0.5))).toBeCloseTo(0, 2);
  });

  it('gives each stream of a seed its own sequence', () => {
    expect(createRng(1, 'data')()).not.toBe(createRng(1, 'weights')());
    expect(createRng(1, 'data')()).toBe(createRng(1, 'data')());
  });

  it('continues from a state as if it had never stopped', () => {
    const rng = createRng(5);
    for (let i = 0; i < 100; i++) rng();
    const copy = restoreRng(JSON.parse(JSON.stringify(rng.state)));
    expect(Array.from({ length: 50 }, copy)).toEqual(Array.from({ length: 50 }, rng));
  });

  it('refuses a seed that is not a number', () => {
    expect(() => createRng(Number.NaN)).toThrow('createRng: seed must be a finite number, received NaN');
  });
});
