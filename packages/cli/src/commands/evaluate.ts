import type { Chart, ScoreAtLength, Words } from '@unrolled/charts';
import { integer, oneOf } from '@unrolled/datasets/options';
import type { EvaluationOptions, Feedback } from '@unrolled/tasks';
import { boundToLength, type Evaluation, type TaskOptions } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { asUsage, UsageError } from '../errors.js';
import { flag, setOf, flags as shared, threadCount, valuesOf } from '../flags.js';
import { showResult } from '../render/show-result.js';
import { openRun, type TrainedRun } from '../runs.js';
import { taskFlags } from '../training-flags.js';
import { useBackend } from '../use-backend.js';

export const evaluateCommand = describeCommand({
  name: 'evaluate',
  summary: "score a run's best weights on fresh examples, of other lengths too",
  args: [argument('<run>', 'the folder of the run')],
  flags: () => ({
    examples: flag(
      '--examples <count>',
      'how many examples (default: 2000, or all of a finite test set)',
      integer(1),
    ),
    feedback: flag(
      '--feedback <list>',
      'accuracy by position, a decoder fed its own output or the true one: free-running, teacher-forcing',
      setOf(oneOf(['free-running', 'teacher-forcing'])),
    ),
    longer: flag(
      '--longer <list>',
      'scores at so many times the length that it was trained on, as 1,2,4,8',
      setOf(integer(1, 1000)),
    ),
    ...taskFlags(),
    seed: shared.seed(),
    backend: shared.backend(),
    threads: shared.threads(),
    out: shared.charts(),
    task: shared.task(),
    json: shared.json(),
  }),
  examples: [
    'unrolled evaluate runs/palindrome-lstm-length5-seed1 --examples 10000',
    'unrolled evaluate runs/mnist-rows-lstm-seed1 --out confusion.png',
    'unrolled evaluate runs/binary-addition-rnn-length16-seed1 --length 64',
    'unrolled evaluate runs/binary-addition-rnn-length16-seed1 --longer 1,2,4,8',
    'unrolled evaluate runs/binary-addition-rnn-length16-seed1 --feedback free-running,teacher-forcing',
  ],
  async run({ examples, feedback, longer, seed, backend, threads, out, json, ...flags }, [run]: [string]) {
    const { describeScores, evaluateRun, trainingWork } = await import('../training.js');
    const trained = await openRun(run, valuesOf(taskFlags(), flags) as TaskOptions);
    const { job, task, weights } = trained;
    const { options, dataset } = task;
    const bound = boundToLength(job.model);
    if (bound && (longer ?? options.length !== job.task.options.length))
      throw new UsageError(`${run} can be scored at the length alone that it was trained on: ${bound}`);
    await useBackend(backend, { work: trainingWork(job, dataset), threads: threadCount(threads) });
    const asked = { seed, ...(examples && { examples }) };
    const scores = await evaluateRun(task, job.model, weights, asked);
    if (feedback && longer) throw new UsageError('--feedback and --longer are asked for one at a time');
    const further = feedback
      ? await byFeedback(trained, feedback, asked)
      : longer
        ? await byLength(run, trained, longer, asked)
        : // Which class was taken for which: to a person, and into a picture.
          out !== undefined || !json
          ? await byClass(trained, asked)
          : undefined;
    if (out !== undefined && !further)
      throw new UsageError('--out draws what was taken for what, which needs a class for every sequence');
    await showResult(
      {
        run,
        ...scores,
        ...further?.result,
        ...(examples && { examples }),
        options,
        baseline: dataset.baseline,
      },
      [run, ...(further?.words ?? describeScores(dataset, scores))],
      further?.charts ?? {},
      { out, json },
    );
  },
});

/** What is told beside the score, or in its place. */
interface Further {
  readonly result?: object;
  readonly words?: readonly Words[];
  readonly charts: Readonly<Record<string, Chart>>;
}

async function byClass(
  { job, task, weights }: TrainedRun,
  asked: EvaluationOptions,
): Promise<Further | undefined> {
  const { confusionMatrix, confusionOf } = await import('../training.js');
  const confusion = await confusionOf(task, job.model, weights, asked);
  const title = 'true and predicted classes';
  return confusion && { charts: { confusion: confusionMatrix(title, confusion.classes, confusion.counts) } };
}

/** What sequences of so many times the length score. */
async function byLength(
  run: string,
  { task, job, weights }: TrainedRun,
  times: readonly number[],
  asked: EvaluationOptions,
): Promise<Further> {
  const { evaluateRun, lengthChart, lengthTable } = await import('../training.js');
  const { length: trained } = job.task.options;
  if (typeof trained !== 'number')
    throw new UsageError(`--longer is for tasks with the option length, ${task.name} has none`);
  const lengths: ScoreAtLength[] = [];
  for (const factor of times) {
    const length = factor * trained;
    const { task: longer } = await openRun(run, { ...task.options, length });
    const { baseline } = longer.dataset;
    lengths.push({ length, ...(await evaluateRun(longer, job.model, weights, asked)), baseline });
  }
  return {
    result: { lengths },
    words: ['', lengthTable(lengths)],
    charts: { 'by-length': lengthChart(task.name, task.dataset, lengths) },
  };
}

/** What each way of feeding the decoder scores, as a whole and position by position. */
async function byFeedback(
  { job, task, weights }: TrainedRun,
  ways: readonly Feedback[],
  asked: EvaluationOptions,
): Promise<Further> {
  const { accuracyByPosition, describeScores, evaluateRun, positionChart, positionTable } = await import(
    '../training.js'
  );
  const scores: Record<string, Evaluation & { readonly byPosition: readonly number[] }> = {};
  try {
    for (const feedback of ways) {
      const how = { ...asked, feedback };
      const byPosition = await accuracyByPosition(task, job.model, weights, how);
      if (!byPosition)
        throw new UsageError(`--feedback is for answers of several digits, ${task.name} has one`);
      scores[feedback] = { ...(await evaluateRun(task, job.model, weights, how)), byPosition };
    }
  } catch (error) {
    throw asUsage(error);
  }
  const totals = Object.entries(scores).flatMap(([way, each]) => [
    way,
    ...describeScores(task.dataset, each),
  ]);
  return {
    result: { feedback: scores },
    words: [...totals, '', positionTable(scores)],
    charts: { 'accuracy-by-position': positionChart(task.name, scores) },
  };
}
