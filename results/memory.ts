// Who remembers what: every model on every one of these tasks, with as many parameters, steps and examples, and the best of
// the same learning rates.
import type { RunRecord } from '@unrolled/tasks';
import { type ModelName, parametersOf, planJob } from '@unrolled/tasks/spec';
import { recordedRuns } from './recorded.js';
import { percent, type Row, rowsBy, type ScoredRun, steps, type Table } from './table.js';

export const budget = { parameters: 6000, steps: 1000, batch: 64 };
const rates = [0.001, 0.003, 0.01];
const factors = [1, 2, 4];

/**
 * Models by their shape: what one layer of a recurrence without a recurrent kernel cannot tell of its own state a second can,
 * and what one layer of attention cannot look for a second can.
 */
const models: Readonly<Partial<Record<ModelName, Readonly<Record<string, number>>>>> = {
  rnn: { layers: 1 },
  gru: { layers: 1 },
  lstm: { layers: 1 },
  'min-gru': { layers: 2 },
  'min-lstm': { layers: 2 },
  lru: { layers: 2 },
  transformer: { layers: 2, heads: 1, expansion: 2 },
};

/** Tasks by what is asked of them, and what their steps have in and out. */
const tasks = {
  palindrome: { length: 20, flags: '', inputSize: 10, outputSize: 10 },
  counting: { length: 10, flags: '', inputSize: 3, outputSize: 4 },
  parity: { length: 12, flags: '', inputSize: 1, outputSize: 1 },
  'selective-copying': { length: 20, flags: '--copied 3 ', inputSize: 10, outputSize: 8 },
} as const;
type TaskName = keyof typeof tasks;
const taskNames = Object.keys(tasks) as TaskName[];
const modelNames = Object.keys(models) as ModelName[];

/** Models that compute one step after the other, and all steps at once. */
const families: Readonly<Record<string, readonly ModelName[]>> = {
  steps: ['rnn', 'gru', 'lstm'],
  parallel: ['min-gru', 'min-lstm', 'lru', 'transformer'],
};

/** Hidden units with which a model's parameters come closest to the budget. */
function unitsOf(model: ModelName, task: TaskName): number {
  const { inputSize, outputSize } = tasks[task];
  const distance = (hiddenSize: number) => {
    const job = planJob(task, {}, { model, shared: { ...models[model]!, hiddenSize } });
    const count = parametersOf(job.model, { inputSize, outputSize, scheme: 'many-to-many' });
    return Math.abs(count - budget.parameters);
  };
  const step = 2 * (models[model]!.heads ?? 0.5); // a head turns its units in pairs
  let units = step;
  while (distance(units + step) < distance(units)) units += step;
  return units;
}

/** How every model is trained on a task, but for its rates and seeds. */
function lineOf(task: TaskName, model: ModelName): string {
  const { length, flags } = tasks[task];
  const shape = Object.entries({ hidden: unitsOf(model, task), ...models[model] });
  const size = shape.map(([name, value]) => `--${name} ${value}`).join(' ');
  const { batch, steps } = budget;
  return `unrolled sweep ${task} --length ${length} ${flags}--cell ${model} ${size} --batch ${batch} --epochs ${steps / 100} --steps-per-epoch 100`;
}

function commands(rateOf: (key: string) => string, seeds: string): Record<string, string> {
  return Object.fromEntries(
    taskNames.flatMap((task) =>
      modelNames.map((model) => {
        const key = `${task}, ${model}`;
        return [key, `${lineOf(task, model)} --schedule cosine --learning-rate ${rateOf(key)} ${seeds}`];
      }),
    ),
  );
}

/** Accuracy on validation examples. */
const validation = ({ result }: RunRecord) => ({
  accuracy: result!.bestEpoch!.validationAccuracy!,
  steps: result!.steps,
});

/** A column for each rate. */
const byRate = rates.map((rate) => ({
  of: ({ point }: ScoredRun) => point.learningRate === rate,
  score: 'accuracy',
}));

/** Validation by learning rate, with a seed that is none of those below. */
export const memoryRates: Table = {
  commands: commands(() => rates.join(','), '--seed 100 --seeds 1'),
  measure: validation,
  head: ['task, model', ...rates.map(String)],
  rows: (runs) => rowsBy(runs, ({ command }) => command, byRate),
};

/** The LSTM as exercises usually set it, at the same budget: every rate, and nothing chosen. */
export const memoryUsual: Table = {
  commands: {
    usual: `${lineOf('palindrome', 'lstm')} --initialization uniform --forget-bias 0,1 --optimizer rmsprop --clip-norm 10 --learning-rate ${rates} --seeds 3`,
  },
  measure: ({ result }) => ({ accuracy: result!.accuracy! }),
  head: ['initial forget bias', ...rates.map(String)],
  rows: (runs) => rowsBy(runs, ({ point }) => String(point.forgetBias), byRate),
};

/** The rate of the highest validation accuracy; of several, that which came to it in the fewest steps. */
function chosenRates(): Readonly<Record<string, number>> {
  const runs = recordedRuns('memory-rates');
  if (!runs) throw new Error('memory: its learning rates are chosen by the table memory-rates');
  const better = (a: ScoredRun, b: ScoredRun) =>
    b.scores.accuracy! - a.scores.accuracy! || a.scores.steps! - b.scores.steps!;
  return Object.fromEntries(
    [...runs]
      .sort(better)
      .reverse()
      .map(({ command, point }) => [command, Number(point.learningRate)]),
  );
}

const row = (
  name: string,
  task: string,
  runs: readonly ScoredRun[],
  score: string,
  write: (value: number) => string,
): Row => ({
  name,
  cells: ['guessing', ...modelNames].map((model) => ({
    values: runs
      .filter(({ command }) =>
        model === 'guessing' ? command.startsWith(`${task}, `) : command === `${task}, ${model}`,
      )
      .flatMap(({ scores }) => scores[model === 'guessing' ? `${score}, guessing` : score] ?? []),
    write,
  })),
});

/** What every model scores on the tasks it was trained on, and beyond their lengths. */
export const memory: Table = {
  after: 'memory-rates',
  get commands() {
    const chosen = chosenRates();
    return commands((key) => String(chosen[key]), '--seeds 5');
  },
  longer: factors,
  cost: true,
  measure: ({ result }, _, lengths) => ({
    steps: result!.steps,
    ...Object.fromEntries(
      lengths!.flatMap(({ length, accuracy, loss, baseline }, i) => [
        [`×${factors[i]}`, accuracy!],
        [`×${factors[i]}, loss`, loss],
        [`×${factors[i]}, guessing`, baseline.value],
        [`×${factors[i]}, length`, length],
      ]),
    ),
  }),
  head: ['task, length', 'guessing', ...modelNames],
  rows: (runs) =>
    taskNames.flatMap((task) => [
      ...factors.map((factor) =>
        row(`${task} ${factor * tasks[task].length}`, task, runs, `×${factor}`, percent),
      ),
      row(`${task}, steps`, task, runs, 'steps', steps),
      row(`${task}, parameters`, task, runs, 'parameters', steps),
      row(`${task}, ms a step`, task, runs, 'milliseconds', (ms) => ms.toFixed(1)),
      row(`${task}, MB`, task, runs, 'megabytes', (size) => size.toFixed(1)),
    ]),
  pictures: taskNames.flatMap((task) =>
    Object.entries(families).map(([family, models]) => ({
      file: `memory-${task}-${family}.svg`,
      of: ({ command }) => models.some((model) => command === `${task}, ${model}`),
      at: ({ scores }) =>
        factors.map((factor) => ({
          x: scores[`×${factor}, length`]!,
          accuracy: scores[`×${factor}`]!,
          loss: scores[`×${factor}, loss`]!,
        })),
    })),
  ),
};
