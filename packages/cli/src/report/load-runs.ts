import { configurationOf } from '@unrolled/charts';
import type { ReportedRun, TrainedModel } from '@unrolled/charts/report';
import { confusionOf, gradientFlow, gradientFlowCost } from '@unrolled/tasks';
import { makeTask, openStore, type TrainedRun } from '../runs.js';
import { freshAnswers } from './fresh-answers.js';
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
  const studied = new Set<string>();
  const runs: ReportedRun[] = [];
  for (const folder of folders) {
    reached(folder);
    const { store, record } = await openStore(folder);
    const { job } = record;
    const task = await makeTask(job.task, ['test']);
    // Following the gradient takes long, and differs little between seeds.
    const configuration = JSON.stringify([...configurationOf({ ...record, job: { ...job, seed: 0 } })]);
    const trained = (await store.hasModel())
      ? await ask({ task, job, weights: await store.readModel() }, seed, !studied.has(configuration)).catch(
          (cause) => {
            throw new Error(`${folder}: ${cause.message}`, { cause });
          },
        )
      : undefined;
    studied.add(configuration);
    const command = trainCommandLine(record);
    runs.push({ name: folder, record, dataset: task.dataset, command, ...(trained && { trained }) });
  }
  return runs;
}

/** Multiplications beyond which the products of Jacobians take longer than a reader waits. */
const mostWork = 1e9;

/** Five answers in full, and two thousand counted. */
async function ask(run: TrainedRun, seed: number, withFlow: boolean): Promise<TrainedModel> {
  const { task, job, weights } = run;
  const confusion = await confusionOf(task, job.model, weights, { seed, examples: 2000 });
  const isFollowed = withFlow && gradientFlowCost(task, job.model) <= mostWork;
  return {
    parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
    answers: await freshAnswers(run, seed, 5),
    ...(confusion && { confusion }),
    ...(isFollowed && { flow: await gradientFlow(task, job.model, weights, seed) }),
  };
}
