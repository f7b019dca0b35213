import type { Answer, LineChart, Run, Words } from '@unrolled/charts';
import type { Job, RunStore, Task, TrainResult } from '@unrolled/tasks';
import { print } from '../render/print.js';

/** A run that has ended. */
interface Trained {
  readonly task: Task;
  readonly job: Job;
  readonly store: RunStore;
  readonly run: Run;
  readonly result: TrainResult;
  readonly chart: LineChart | undefined;
  /** Whether to show answers in full. */
  readonly verbose: boolean | undefined;
}

/** Shows what came of a run: its curve, on request its answers in full, and the result last, where it is seen. */
export async function showTrained({ task, job, store, run, result, chart, verbose }: Trained): Promise<void> {
  const { answersInLines, describePrediction, describeResult, scoreConstructed, trialsOf, trialTable } =
    await import('../training.js');
  const answers = run.history.length > 0 ? await freshly(task, job, store) : [];
  const trials = trialsOf(run, run.tried);
  const sections: Words[] = [
    ...(chart?.series.some(({ points }) => points.length > 1) ? [chart] : []),
    ...(verbose ? answers.map(describePrediction) : []),
    ...(trials.length > 1 ? [trialTable(trials)] : []),
    describeResult(task, job.model.kind, result, {
      constructed: await scoreConstructed(task, job.seed),
      tried: run.tried,
      asked: answersInLines(answers),
    }),
  ];
  print(sections.flatMap((section, i) => (i === 0 ? [section] : ['', section])));
}

/** What five examples are answered, if a person would write such examples down. */
async function freshly(task: Task, job: Job, store: RunStore): Promise<Answer[]> {
  if (!task.question.describe) return [];
  const { freshAnswers } = await import('../report/fresh-answers.js');
  return freshAnswers({ task, job, weights: await store.readModel() }, job.seed, 5);
}
