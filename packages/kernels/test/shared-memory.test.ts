import { expect, it } from 'vitest';
import { instantiateBuilds } from './guarded-workspace.js';

it('links to shared memory, which the threaded wasm backend has, and computes there', async () => {
  const builds = await instantiateBuilds(true);
  expect(builds.size).toBeGreaterThan(0);
  for (const { run, memory } of builds.values()) {
    expect(memory.buffer).toBeInstanceOf(SharedArrayBuffer);
    new Float32Array(memory.buffer, 64, 10).set([1, 2, 3, 4, 5, 10, 10, 10, 10, 10]);
    run.sgd(64, 64 + 20, 256, 5, 0, 0, 0.1);
    expect([...new Float32Array(memory.buffer, 256, 5)]).toEqual([0, 1, 2, 3, 4]);
  }
});
