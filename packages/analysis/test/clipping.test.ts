import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { angleBetween, clipByNorm, clipByValue, clippingStudy } from '../src/index.js';

const vector = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })
  .map((numbers) => Float64Array.from(numbers));
const limit = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

describe('clipByNorm', () => {
  it('shortens to maxNorm, never more, and never turns', () => {
    fc.assert(
      fc.property(vector, limit, (gradient, maxNorm) => {
        const clipped = clipByNorm(gradient, maxNorm);
        expect(Math.hypot(...clipped)).toBeLessThanOrEqual(maxNorm * (1 + 1e-14));
        expect(angleBetween(gradient, clipped)).toBeLessThan(1e-14);
        if (Math.hypot(...gradient) < maxNorm) expect(clipped).toEqual(gradient);
        else expect(Math.hypot(...clipped) / maxNorm).toBeCloseTo(1, 13);
      }),
    );
  });

  it('clips what would overflow when squared', () => {
    const [a, b] = clipByNorm(Float64Array.of(3e200, -4e200), 5);
    expect(a).toBeCloseTo(3, 14);
    expect(b).toBeCloseTo(-4, 14);
  });
});

describe('clipByValue', () => {
  it('leaves every component within the limit and keeps its sign, and turns by less than a right angle', () => {
    fc.assert(
      fc.property(vector, limit, (gradient, bound) => {
        const clipped = clipByValue(gradient, bound);
        clipped.forEach((value, k) => {
          expect(Math.abs(value)).toBe(Math.min(bound, Math.abs(gradient[k]!)));
          expect(value * gradient[k]!).toBeGreaterThanOrEqual(0);
        });
        expect(angleBetween(gradient, clipped)).toBeLessThan(Math.PI / 2);
      }),
    );
  });

  it('turns (3, 40) at a limit of 4 by the angle between (3, 40) and (3, 4)', () => {
    const { byValue, byNorm, norm } = clippingStudy({ gradient: [3, 40], limit: 4, maxNorm: 4 });
    expect(byValue.gradient).toEqual([3, 4]);
    expect(byValue.angle).toBeCloseTo(Math.atan2(40, 3) - Math.atan2(4, 3), 14);
    expect(byNorm.angle).toBeLessThan(1e-15);
    expect([norm, byValue.norm]).toEqual([Math.hypot(3, 40), 5]);
    expect(byNorm.norm).toBeCloseTo(4, 14);
  });
});

describe('angleBetween', () => {
  it('is exact where the arc cosine is lost: a millionth of a millionth of a radian', () => {
    const tiny = 1e-12;
    expect(angleBetween(Float64Array.of(1, 0), Float64Array.of(1, tiny)) / tiny).toBeCloseTo(1, 12);
    expect(Math.acos(1 / Math.hypot(1, tiny))).toBe(0);
  });

  it('knows right, straight and zero angles, and calls a zero vector unturned', () => {
    const [x, y, zero] = [Float64Array.of(2, 0), Float64Array.of(0, 3), Float64Array.of(0, 0)];
    expect(angleBetween(x, y)).toBeCloseTo(Math.PI / 2, 15);
    expect(
      angleBetween(
        x,
        x.map((v) => -v),
      ),
    ).toBeCloseTo(Math.PI, 15);
    expect([angleBetween(x, x), angleBetween(x, zero)]).toEqual([0, 0]);
  });
});

it('limits that are not above 0, NaN in a gradient and unequal lengths are refused', () => {
  for (const bad of [0, -1, NaN, Infinity]) {
    expect(() => clipByNorm(Float64Array.of(1), bad)).toThrow(
      new RangeError(`clipByNorm: maxNorm must be a finite number above 0, received ${bad}`),
    );
    expect(() => clipByValue(Float64Array.of(1), bad)).toThrow(RangeError);
  }
  expect(() => clippingStudy({ gradient: [NaN], limit: 1, maxNorm: 1 })).toThrow(RangeError);
  expect(() => angleBetween(new Float64Array(2), new Float64Array(3))).toThrow(
    new RangeError('angleBetween: b must be [2], received [3]'),
  );
});
