import type { NamedArrays } from '@unrolled/cells';
import { runJob } from '@unrolled/tasks';
import { decodeCheckpoint, encodeCheckpoint } from '../../packages/tasks/src/runs/checkpoint.js';
import type { Position } from '../../packages/tasks/src/runs/position.js';
import { memoryStore } from '../../packages/tasks/test/memory-store.js';
import { extended, flipped, mutateBytes, truncated } from '../mutate-bytes.js';
import { jsonText, mutateJson } from '../mutate-json.js';
import { anotherTensors } from './another-tensors.js';
import { exampleRun } from './example-run.js';
import { type Case, reader } from './reader.js';

const { job, checkpoint: whole } = await exampleRun();
const { position, tensors } = await decodeCheckpoint(whole);
type Signed = { readonly position: unknown; readonly tensors: NamedArrays };

export const checkpoint = reader({
  documented: [Error],
  make(dice): Case<Uint8Array | Signed> {
    const [kind, outcome, input] = dice.pick<() => [string, Case<never>['outcome'], Uint8Array | Signed]>([
      () => ['whole', 'accepted', whole],
      () => ['a bit flipped', 'refused', flipped(dice, whole)],
      () => ['truncated', 'refused', truncated(dice, whole)],
      () => ['bytes behind the end', 'refused', extended(dice, whole)],
      () => ['bytes altered', 'either', mutateBytes(dice, whole)],
      () => [
        'of another seed',
        'refused',
        { tensors, position: { ...position, job: { ...job, seed: dice.between(2, 99) } } },
      ],
      () => [
        'of another task',
        'refused',
        { tensors, position: { ...position, job: { ...job, task: { name: 'parity', options: {} } } } },
      ],
      () => [
        'another position',
        'either',
        { tensors, position: JSON.parse(jsonText(mutateJson(dice, position))) },
      ],
      () => {
        const [kind, others] = anotherTensors(dice, tensors);
        return [kind, 'refused', { tensors: others, position }];
      },
    ])();
    return { kind, outcome, input };
  },
  async read(given) {
    const bytes =
      given instanceof Uint8Array
        ? given
        : await encodeCheckpoint(given as { position: Position; tensors: NamedArrays });
    const { store, checkpoints } = memoryStore();
    checkpoints.push({ name: 'checkpoint', bytes });
    for await (const event of runJob(job, { store, resume: true })) {
      if (event.type === 'start') return event;
    }
    return undefined;
  },
  judge: (start) => (start?.step === position.step ? undefined : `it goes on from step ${start?.step}`),
});
