import { writeFileSync } from 'node:fs';
import { readSafetensors, writeSafetensors } from '@unrolled/cells';
import { createTask, evaluateRun } from '@unrolled/tasks';
import { runDirectory } from '@unrolled/tasks/node';
import { extended, flipped, mutateBytes, truncated } from '../mutate-bytes.js';
import { anotherTensors } from './another-tensors.js';
import { exampleRun } from './example-run.js';
import { type Case, reader } from './reader.js';

const { job, record, model: whole } = await exampleRun();
const { tensors, metadata } = readSafetensors(whole);
const task = await createTask(job.task.name, job.task.options);
const store = runDirectory('.');
await store.writeRecord(record);

export const model = reader({
  documented: [Error],
  make(dice): Case<Uint8Array> {
    const [kind, outcome, input] = dice.pick<() => [string, Case<never>['outcome'], Uint8Array]>([
      () => ['whole', 'accepted', whole],
      () => ['without a checksum', 'accepted', writeSafetensors(tensors)],
      () => ['a bit flipped', 'refused', flipped(dice, whole)],
      () => ['truncated', 'refused', truncated(dice, whole)],
      () => ['bytes behind the end', 'refused', extended(dice, whole)],
      () => ['bytes altered', 'either', mutateBytes(dice, whole)],
      () => {
        const [kind, others] = anotherTensors(dice, tensors);
        return [kind, 'refused', writeSafetensors(others, dice.chance(0.5) ? metadata : {})];
      },
    ])();
    return { kind, outcome, input };
  },
  async read(file) {
    writeFileSync('model.safetensors', file);
    return evaluateRun(task, job.model, await store.readModel(), { examples: 1 });
  },
  judge: ({ loss }) => (Number.isFinite(loss) ? undefined : `the loss is ${loss}`),
});
