import { afterEach, describe, expect, it, vi } from 'vitest';
import { type SeenNorms, withNorms } from '../play/pictures/gradient-history.js';
import { inTurn } from '../play/pictures/in-turn.js';

afterEach(() => vi.unstubAllGlobals());

/** Frames that come when they are asked for. */
function frames() {
  const asked: (() => void)[] = [];
  vi.stubGlobal('requestAnimationFrame', (frame: () => void) => asked.push(frame));
  return { next: () => asked.shift()?.(), waiting: () => asked.length };
}

describe('pictures in turn', () => {
  it('are drawn one a frame, in the order in which they came', () => {
    const { next, waiting } = frames();
    const drawn: string[] = [];
    for (const name of ['a', 'b', 'c']) inTurn(() => drawn.push(name));
    expect([drawn, waiting()]).toEqual([[], 1]);
    next();
    expect(drawn).toEqual(['a']);
    inTurn(() => drawn.push('d'));
    for (let frame = 0; frame < 3; frame++) next();
    expect([drawn, waiting()]).toEqual([['a', 'b', 'c', 'd'], 0]);
  });

  it('that are taken back are not drawn, and hold no other up', () => {
    const { next, waiting } = frames();
    const drawn: string[] = [];
    const takeBack = ['a', 'b'].map((name) => inTurn(() => drawn.push(name)));
    takeBack[0]!();
    next();
    takeBack[1]!();
    expect([drawn, waiting()]).toEqual([['b'], 0]);
  });
});

describe('the history of the gradient', () => {
  const at = (step: number) => ({ step, norms: [step] });

  it('keeps the newest, the oldest, and their order, however long it grows', () => {
    let seen: SeenNorms[] = [];
    for (let step = 0; step < 2000; step++) {
      seen = withNorms(seen, at(step));
      expect(seen.at(-1)!.step).toBe(step);
    }
    expect(seen.length).toBeLessThanOrEqual(240);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen[0]!.step).toBe(0);
    expect(seen).toEqual(seen.toSorted((a, b) => a.step - b.step));
  });

  it('has one look for a step: the latest', () => {
    const seen = withNorms([at(1), at(2)], { step: 2, norms: [9] });
    expect(seen).toEqual([at(1), { step: 2, norms: [9] }]);
  });
});
