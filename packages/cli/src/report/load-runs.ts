import { answer, configurationOf } from '@unrolled/charts';
import type { ReportedRun, TrainedModel } from '@unrolled/charts/report';
import { confusionOf, predictRun } from '@unrolled/tasks';
import { makeTask, openStore, type TrainedRun } from '../run-folder.js';
import { someExamples } from '../some-examples.js';
import { studyFlow } from './study-flow.js';
import { trainCommandLine } from './train-command.js';

/**
 * Reads runs and asks each of their models.
 *
 * @param seed draws the examples, the same ones for all runs of a task
 * @param reached is told of each run before it is asked
 * @throws UsageError if a folder holds no run, or its record is not one of a task
 */
export async function loadRuns(
  folders: readonly string[],
  seed: number,
  reached: (folder: string) => void,
): Promise<ReportedRun[]> {
  const tasks = new Map<string, ReturnType<typeof makeTask>>();
  const studied = new Set<string>();
  const runs: ReportedRun[] = [];
  for (const folder of folders) {
    reached(folder);
    const { store, record } = await openStore(folder);
    const { job } = record;
    const key = JSON.stringify(job.task);
    tasks.set(key, tasks.get(key) ?? makeTask(job.task)); // MNIST is read once
    const task = await tasks.get(key)!;
    // Following the gradient takes long, and differs little between seeds.
    const configuration = JSON.stringify([...configurationOf({ ...record, job: { ...job, seed: 0 } })]);
    const trained = (await store.hasModel())
      ? await ask({ task, record, weights: await store.readModel() }, seed, !studied.has(configuration))
      : undefined;
    studied.add(configuration);
    const command = trainCommandLine(record);
    runs.push({ name: folder, record, dataset: task.dataset, command, ...(trained && { trained }) });
  }
  return runs;
}

/** Five answers in full, and two thousand counted. */
async function ask(run: TrainedRun, seed: number, withFlow: boolean): Promise<TrainedModel> {
  const { task, record, weights } = run;
  const [batch] = [...task.examples.heldOut('fresh', seed, 5)];
  const predictions = await predictRun(task, record.job.model, weights, batch!);
  const confusion = await confusionOf(task, record.job.model, weights, { seed, examples: 2000 });
  const flow = withFlow ? studyFlow(run, seed) : undefined;
  return {
    parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
    answers: predictions.map((prediction, i) => answer(task, someExamples(batch!, i, i + 1), prediction)),
    ...(confusion && { confusion }),
    ...(flow && { flow }),
  };
}
