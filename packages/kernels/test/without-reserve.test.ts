import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradName, sequences } from '../src/contract/index.js';
import { workspaceKernels } from '../src/webassembly/kernels.js';
import { guardedWorkspace, hold, instantiateBuilds } from './guarded-workspace.js';
import { nativeBuilds } from './native-builds.js';
import { heldInputs, sequenceCases } from './sequence-cases.js';

const builds = new Map([...(await instantiateBuilds()), ...nativeBuilds()]);
const attributes = fc.record({
  resetAfter: fc.boolean(),
  reverse: fc.boolean(),
  inputGradient: fc.boolean(),
});

describe.each([...builds.keys()])('the %s build without a reserve', (build) => {
  it('gives outputs and gradients to the bits that it gives with one', () => {
    fc.assert(
      fc.property(sequenceCases(40, 9), attributes, (c, attrs) => {
        const inputs = heldInputs(c, attrs);
        const { dHidden, dCell, ...given } = inputs;
        const names = Object.keys(sequences[c.kernel].outputs);
        const [kept, again] = [true, false].map((keepReserve) => {
          const all = { ...attrs, activation: 'tanh', keepReserve };
          const run = (kernel: keyof typeof workspaceKernels, tensors: object) => {
            const workspace = guardedWorkspace(builds.get(build)!, 255);
            workspaceKernels[kernel](workspace, tensors as never, all);
            expect(workspace.damage()).toEqual([]);
            return workspace.results();
          };
          const outputs = run(c.kernel, given);
          const shape = [c.batch, c.steps, c.hiddenSize];
          const saved = names.map((name, i) => [
            name,
            hold(outputs[i]!, name === 'reserve' ? [outputs[i]!.length] : shape),
          ]);
          const gradients = run(gradName(c.kernel), { ...inputs, ...Object.fromEntries(saved) });
          return [...outputs.filter((_, i) => names[i] !== 'reserve'), ...gradients];
        });
        expect(again).toEqual(kept);
      }),
      { numRuns: 40 },
    );
  });
});
