import { integer } from '@unrolled/datasets/options';
import type { TaskOptions } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../command.js';
import { UsageError } from '../errors.js';
import { flag, flags as shared, valuesOf } from '../flags.js';
import { showResult } from '../render/show-result.js';
import { openRun } from '../runs.js';
import { taskFlags } from '../training-flags.js';

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
    ...taskFlags(),
    seed: shared.seed(),
    backend: shared.backend(),
    out: shared.charts(),
    json: shared.json(),
  }),
  examples: [
    'unrolled evaluate runs/palindrome-lstm-length5-seed1 --examples 10000',
    'unrolled evaluate runs/mnist-rows-lstm-seed1 --out confusion.png',
    'unrolled evaluate runs/binary-addition-rnn-length16-seed1 --length 64',
  ],
  async run({ examples, seed, backend, out, json, ...flags }, [run]: [string]) {
    const { confusionMatrix, confusionOf, describeScores, evaluateRun, selectBackend } = await import(
      '../training.js'
    );
    const { job, task, weights } = await openRun(run, valuesOf(taskFlags(), flags) as TaskOptions);
    await selectBackend(backend);
    const asked = { seed, ...(examples && { examples }) };
    const scores = await evaluateRun(task, job.model, weights, asked);
    // Which class was taken for which: to a person, and into a picture.
    const isDrawn = out !== undefined || !json;
    const confusion = isDrawn && (await confusionOf(task, job.model, weights, asked));
    if (out !== undefined && !confusion)
      throw new UsageError('--out draws what was taken for what, which needs a class for every sequence');
    const { options, dataset } = task;
    const title = 'true and predicted classes';
    await showResult(
      { run, ...scores, ...(examples && { examples }), options, baseline: dataset.baseline },
      [run, ...describeScores(dataset, scores)],
      confusion ? { confusion: confusionMatrix(title, confusion.classes, confusion.counts) } : {},
      { out, json },
    );
  },
});
