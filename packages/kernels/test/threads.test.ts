import { describe, expect, it } from 'vitest';
import { shareCalls } from '../src/backends/threads/share-calls.js';
import { createTeam } from '../src/backends/threads/team.js';
import { instanceOf, type WasmModule } from '../src/webassembly/module.js';
import { guardedWorkspace, modulesHere } from './guarded-workspace.js';
import { bothKernels, largeCalls } from './large-calls.js';

const modules = await modulesHere();
const [module] = modules.values() as unknown as [WasmModule];
const sharedMemory = (pages = 512) =>
  new WebAssembly.Memory({ initial: pages, maximum: 65536, shared: true });

describe.each([...modules])('the %s build', (_, module) => {
  const memory = sharedMemory();
  const alone = module.instantiate(memory);
  const teams = [2, 3, 16].map((threads) => shareCalls(module, memory, threads));

  function bitsOf(run: typeof alone, guard: number, [, c, attrs]: (typeof largeCalls)[number]): Buffer {
    const outputs = bothKernels(c, attrs, (compute) => {
      const workspace = guardedWorkspace({ run, memory }, guard);
      compute(workspace);
      expect(workspace.damage()).toEqual([]);
      return workspace.results();
    });
    return Buffer.concat(outputs.map(({ buffer }) => Buffer.from(buffer)));
  }

  it.each(largeCalls)(
    'gives the same bits of the %s on any number of threads, and touches nothing else',
    (name, c, attrs) => {
      for (const keepReserve of [true, false]) {
        const call = [name, c, { ...attrs, keepReserve }] as const;
        const first = bitsOf(alone, 0, [...call]);
        for (const run of [...teams, ...teams]) expect(bitsOf(run, 255, [...call]).equals(first)).toBe(true);
      }
    },
  );

  // A group of strips is one product, or several that are summed apart, or of several strips.
  it.each([
    { batch: 8, steps: 32, what: 'one strip of one product' },
    { batch: 19, steps: 41, what: 'strips of several products' },
    { batch: 300, steps: 2, what: 'groups of several strips' },
    { batch: 300, steps: 19, what: 'groups of several strips and products' },
  ])('sums gradients to the same bits: $what', ({ batch, steps }) => {
    const [name, c, attrs] = largeCalls[3]!;
    const call: (typeof largeCalls)[number] = [name, { ...c, batch, steps }, attrs];
    const first = bitsOf(alone, 0, call);
    for (const run of teams) expect(bitsOf(run, 0, call).equals(first)).toBe(true);
  });
});

/** A team on a memory, and the sums of two groups there that it adds up, block by block. */
function addingTeam(size: number) {
  const memory = sharedMemory();
  const team = createTeam(module.forShared(), memory, size, ['addGroups']);
  const leader = instanceOf(module.forShared(), memory, { claim: team.claim, addTogether: () => {} });
  const [bytes, blocks] = [1 << 22, 64];
  const numbers = new Float32Array(memory.buffer, 64, (2 * bytes) / 4);
  const blockIsAdded = (i: number) =>
    Atomics.load(new Int32Array(memory.buffer), 16 + (i * bytes) / 4 / blocks) !== 0;
  const job = (sums: number) =>
    ({ name: 'addGroups', call: [sums, bytes, 2], sums, scratchAt: -1, ownBytes: 0 }) as const;
  return {
    team,
    addition: job(64),
    outside: job(memory.buffer.byteLength - 64),
    prepare() {
      numbers.fill(0, 0, bytes / 4);
      numbers.fill(1, bytes / 4);
    },
    lead() {
      leader.share(64, true);
      leader.addGroups(64, bytes, 2);
    },
    added: () => Array.from({ length: blocks }, (_, i) => i).filter(blockIsAdded),
    blocks,
  };
}

/** Looks on without giving way, as a caller does while it computes. */
function until(isSo: () => boolean): void {
  const start = performance.now();
  while (!isSo()) if (performance.now() - start > 60_000) throw new Error('nothing happened');
}

describe('a team of threads', () => {
  it('shares what the caller leaves, which has the first part for itself', () => {
    const { team, addition, prepare, lead, added, blocks } = addingTeam(3);
    prepare();
    team.post(addition);
    until(() => added().length === blocks - 1);
    expect(added()).not.toContain(0);
    lead();
    team.settle();
    expect(added()).toHaveLength(blocks);
  });

  it('does not wait for threads that have not come', () => {
    const { team, addition, prepare, lead, added, blocks } = addingTeam(16);
    for (let job = 0; job < 100; job++) {
      prepare();
      team.post(addition);
      lead();
      team.settle();
      expect(added()).toHaveLength(blocks);
    }
  });

  it('says what went wrong in a thread, and goes on', () => {
    const { team, addition, outside, prepare, lead, added, blocks } = addingTeam(2);
    prepare();
    team.post(addition); // until the thread is there
    until(() => added().length === blocks - 1);
    team.settle();
    team.post(outside);
    until(() => {
      try {
        team.settle();
        team.post(outside);
        return false;
      } catch (error) {
        expect((error as Error).message).toBe(
          '@unrolled/kernels: a thread failed: RuntimeError: memory access out of bounds',
        );
        return true;
      }
    });
    prepare();
    team.post(addition);
    lead();
    team.settle();
    expect(added()).toHaveLength(blocks);
  });
});
