import { parameterNames } from '../../generated/functions.js';
import { instanceOf, type KernelFunctions, type WasmModule } from '../../webassembly/module.js';
import { createTeam } from './team.js';

/** The functions whose calls threads share: those that go over examples. */
const sharedNames = (Object.keys(parameterNames) as (keyof typeof parameterNames)[]).filter((name) =>
  /(Forward|Backward)$/.test(name),
);
const names = [...sharedNames, 'addGroups'];

/** The module's functions in a shared memory, their calls shared among `size` threads: the same numbers for any. */
export function shareCalls(module: WasmModule, memory: WebAssembly.Memory, size: number): KernelFunctions {
  const team = createTeam(module.forShared(), memory, size, names);
  const leader = instanceOf(module.forShared(), memory, {
    claim: team.claim,
    addTogether(sums, bytes, groups) {
      team.settle();
      run('addGroups', [sums, bytes, groups], sums, -1, 0);
    },
  });

  function run(name: string, call: readonly number[], sums: number, scratchAt: number, ownBytes: number) {
    team.post({ name, call, sums, scratchAt, ownBytes });
    try {
      (leader[name as keyof KernelFunctions] as (...call: number[]) => unknown)(...call);
    } finally {
      team.settle();
    }
  }

  const shared = sharedNames.map((name) => {
    const names: readonly string[] = parameterNames[name];
    const scratchAt = names.indexOf('scratch');
    const bytesOf = leader[name as keyof KernelFunctions] as (...call: number[]) => number;
    /** The sums of groups stand first in the scratch memory, then the areas of one thread after the other. */
    function call(...given: (number | boolean)[]): number {
      const numbers = given.map(Number);
      if (scratchAt < 0) {
        leader.share(0, true);
        run(name, numbers, 0, scratchAt, 0);
        return 0;
      }
      const scratch = numbers[scratchAt]!;
      leader.share(scratch, true);
      const ownBytes = bytesOf(...numbers.with(scratchAt, 0)) >>> 0;
      const sumBytes = name.endsWith('Backward') ? leader.sharedBytes() >>> 0 : 0;
      if (scratch === 0) return sumBytes + size * ownBytes;
      run(name, numbers.with(scratchAt, scratch + sumBytes), scratch, scratchAt, ownBytes);
      return 0;
    }
    return [name, call] as const;
  });
  return { ...leader, ...Object.fromEntries(shared) };
}
