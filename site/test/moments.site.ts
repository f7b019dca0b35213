import { describe, expect, it } from 'vitest';
import { createMoments } from '../play/worker/moments.js';

const folder = (bytes: number) => ({ 'run.json': new Uint8Array(bytes) });

describe('kept moments', () => {
  it('are few however long the run, the latest always among them, in order', () => {
    const moments = createMoments();
    for (let step = 10; step <= 5000; step += 10) moments.keep(step, folder(10));
    const steps = moments.steps();
    expect(steps.length).toBeLessThanOrEqual(40);
    expect(steps.at(-1)).toBe(5000);
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    for (const step of steps) expect(moments.at(step)).toBeDefined();
    expect(moments.at(7)).toBeUndefined();
  });

  it('take bounded memory, what two of them share counted once', () => {
    const moments = createMoments();
    for (let step = 1; step <= 30; step++) moments.keep(step, folder(10e6));
    expect(moments.steps().length * 10e6).toBeLessThanOrEqual(64e6);
    const shared = createMoments();
    const weights = new Uint8Array(40e6);
    for (let step = 1; step <= 10; step++) shared.keep(step, { 'model.safetensors': weights });
    expect(shared.steps()).toHaveLength(10);
  });

  it('kept again take the place of the earlier', () => {
    const moments = createMoments();
    moments.keep(5, folder(1));
    const again = folder(2);
    moments.keep(5, again);
    expect(moments.steps()).toEqual([5]);
    expect(moments.at(5)).toBe(again);
  });
});
