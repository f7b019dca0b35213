import { cellKinds } from '@unrolled/analysis';
import { finite, integer } from '@unrolled/datasets/options';
import type { RunStore } from '@unrolled/tasks';
import { type Changes, models, pick, planJob } from '@unrolled/tasks/spec';
import { argument, describeCommand } from '../../command.js';
import { asUsage, UsageError, usage } from '../../errors.js';
import { flag, flagOf, flags as shared } from '../../flags.js';
import { showResult } from '../../render/show-result.js';
import { makeTask, openRun } from '../../runs.js';
import { useBackend } from '../../use-backend.js';

type Weights = Awaited<ReturnType<RunStore['readModel']>>;

const { activation, initialization } = models.rnn.settings;
/** What makes a fresh network; a trained one has its own. */
const freshFlags = () => ({
  cell: shared.cell(cellKinds),
  length: flag('--length <digits>', 'length of the palindrome', integer(2), 20),
  hidden: flag('--hidden <units>', 'hidden units', integer(1), 32),
  activation: flagOf('activation', activation, { defaultWords: 'tanh' }),
  initialization: flagOf('initialization', initialization, { defaultWords: 'orthogonal' }),
  scale: flag('--scale <factor>', 'times the recurrent weights, W', finite, 1),
  skipScale: flag('--skip-scale <factor>', 'times the weights two steps back, M, of skip-rnn', finite, 1),
});

export const jacobianCommand = describeCommand({
  name: 'jacobian',
  summary: 'the gradient through time, measured at every step beside its bound',
  args: [argument('[run]', 'the folder of a trained run; a fresh network for palindromes unless given')],
  flags: () => ({ ...freshFlags(), seed: shared.seed(), out: shared.charts(), json: shared.json() }),
  examples: [
    'unrolled analyze jacobian --cell rnn --length 20',
    'unrolled analyze jacobian --cell rnn --activation relu --scale 2',
    'unrolled analyze jacobian runs/palindrome-rnn-length5-seed1',
  ],
  async run({ seed, out, json, ...flags }, [run]: [string?], command) {
    const { cell, length, hidden, activation, initialization, scale, skipScale } = flags;
    const given = Object.entries(freshFlags())
      .filter(([name]) => command.getOptionValueSource(name) === 'cli')
      .map(([, { long }]) => long!);
    const { describeJacobian, gradientFlow, initialWeights, jacobianChart, requireGradientFlow } =
      await import('../../training.js');
    const fresh = async () => {
      if (given.includes('--activation') && !('activation' in models[cell].settings)) {
        throw new UsageError(`--activation is for rnn, skip-rnn and lru; ${cell} has its own`);
      }
      if (given.includes('--scale') && 'recurrentKernel' in models[cell]) {
        throw new UsageError(`--scale is for recurrent weights, which ${cell} has none of`);
      }
      if (given.includes('--skip-scale') && cell !== 'skip-rnn') {
        throw new UsageError(`--skip-scale is for skip-rnn; ${cell} looks back one step only`);
      }
      const chosen: Changes = pick({ activation, initialization });
      const settings = { hiddenSize: hidden, layers: 1, ...chosen };
      const job = usage(() => planJob('palindrome', { length }, { model: cell, settings }));
      const task = await makeTask(job.task);
      usage(() => requireGradientFlow(task, job.model)); // before weights are drawn for it
      const scales = { recurrentKernel: scale, skipKernel: skipScale };
      const weights = scaled(await initialWeights(task, job.model, seed), scales);
      const factors = [
        ...(scale === 1 ? [] : [`W × ${scale}`]),
        ...(skipScale === 1 ? [] : [`M × ${skipScale}`]),
      ];
      const title = [`fresh ${cell} with ${hidden} units`, ...Object.values(chosen), ...factors].join(', ');
      return { task, job, weights, title };
    };
    const trained = async (folder: string) => {
      if (given.length > 0) {
        throw new UsageError(`${given[0]} belongs to a fresh network; ${folder} has its own`);
      }
      const run = await openRun(folder);
      return { ...run, title: `${run.job.model.kind} trained on ${run.task.name}` };
    };
    await useBackend('cpu');
    const { task, job, weights, title } = run === undefined ? await fresh() : await trained(run);
    const study = await gradientFlow(task, job.model, weights, seed).catch((error) => {
      throw asUsage(error);
    });
    const charts = { jacobian: jacobianChart(study, title) };
    await showResult(study, describeJacobian(study, title), charts, { out, json });
  },
});

/** The weights with kernels of the cell multiplied by factors. */
function scaled(weights: Weights, factors: Readonly<Record<string, number>>): Weights {
  const entries = Object.entries(weights).map(([name, array]) => {
    const factor = factors[name.replace(/^cell\./, '')] ?? 1;
    return [name, { ...array, data: array.data.map((value) => factor * value) }];
  });
  return Object.fromEntries(entries);
}
