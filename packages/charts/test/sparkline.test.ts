import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sparkline } from '../src/characters/index.js';

const unicode = { unicode: true };

describe('sparkline', () => {
  it('rises and falls with its values', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8, unicode)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([4, 3, 2, 1], 10, unicode)).toBe('█▆▃▁');
  });

  it('is ASCII where the terminal is', () => {
    expect(sparkline([4, 3, 2, 1], 10, { unicode: false })).toBe('#+-_');
  });

  it('averages what does not fit', () => {
    expect(sparkline([0, 2, 6, 8], 2, unicode)).toBe('▁█');
    expect(sparkline([], 5, unicode)).toBe('');
    expect(sparkline([1, 2, 3], 0, unicode)).toBe('');
  });

  it('lies flat when nothing changes, and leaves a gap for a loss that is not a number', () => {
    expect(sparkline([2, 2, 2], 5, unicode)).toBe('▁▁▁');
    expect(sparkline([1, Number.NaN, 2, Number.POSITIVE_INFINITY], 5, unicode)).toBe('▁ █ ');
  });

  it('is never longer than asked, nor than its values', () => {
    fc.assert(
      fc.property(fc.array(fc.double()), fc.integer({ min: 0, max: 50 }), (values, width) => {
        expect([...sparkline(values, width, unicode)]).toHaveLength(Math.min(values.length, width));
      }),
    );
  });
});
