import type { EpochRecord, RunRecord } from '@unrolled/tasks';
import { memory, memoryRates, memoryUsual } from './memory.js';
import { type Column, type Picture, rowsBy, type ScoredRun, scientific, steps, type Table } from './table.js';

/** A run's scores on its test examples, and how long it took. */
function outcome({ result }: RunRecord) {
  const { loss, accuracy, sequenceAccuracy, steps, bestEpoch } = result!;
  return numbers({ loss, accuracy, sequenceAccuracy, steps, kept: bestEpoch?.epoch });
}

function numbers(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    number
  >;
}

const ofCell = (cell: string) => (run: ScoredRun) => run.point.cell === cell;
const byLength = ({ point }: ScoredRun) => String(point.length);

/** Accuracy and steps by length, two columns for each cell. */
function accuracyByLength(cells: readonly string[]) {
  const columns = cells.flatMap((cell): Column[] => [
    { of: ofCell(cell), score: 'accuracy' },
    { of: ofCell(cell), score: 'steps', write: steps },
  ]);
  return {
    measure: outcome,
    head: ['length', ...cells.flatMap((cell) => [cell, `${cell}, steps`])],
    rows: (runs: readonly ScoredRun[]) => rowsBy(runs, byLength, columns),
  };
}

const asUsual =
  '--initialization uniform --forget-bias 0 --optimizer rmsprop --learning-rate 0.001 --clip-norm 10 --epochs 100 --patience 20';
const byLengthIn = (file: string): Picture => ({
  file,
  at: ({ point, scores: { loss, accuracy } }) => [
    { x: Number(point.length), loss: loss!, accuracy: accuracy! },
  ],
});

const usual = (encoding: string, file: string) => ({
  pictures: [byLengthIn(file)],
  ...accuracyByLength(['rnn', 'lstm']),
  commands: {
    usual: `unrolled sweep palindrome --cell rnn,lstm --length 5,10,20,30 --encoding ${encoding} --seeds 5 ${asUsual}`,
  },
});

const oneStep = 'unrolled sweep palindrome --length 30 --steps 1 --gradient-norms --seeds 5';

const epochs = [1, 2, 3, 5, 10];
const positions = [1, 3, 5, 7, 9];
const writing = 'unrolled sweep binary-addition --cell rnn --scheme encoder-decoder --seeds 3';

/** Every published table, those worth most first. */
export const tables: Readonly<Record<string, Table>> = {
  'palindrome-usual-scalar': usual('scalar', 'accuracy-uniform-scalar.svg'),
  'palindrome-usual': usual('one-hot', 'accuracy-uniform.svg'),

  'mnist-rows': {
    commands: {
      'one setting':
        'unrolled sweep mnist-rows --cell rnn,gru,lstm,feedforward --batch 64 --learning-rate 0.001 --seeds 3',
      'own setting': 'unrolled sweep mnist-rows --cell lstm --seeds 3',
    },
    measure: ({ history, result }) =>
      numbers({
        test: result!.accuracy,
        validation: result!.bestEpoch!.validationAccuracy,
        ...Object.fromEntries(epochs.map((epoch) => [`epoch ${epoch}`, history[epoch - 1]?.testAccuracy])),
      }),
    head: ['', 'test', ...epochs.map((epoch) => `epoch ${epoch}`)],
    rows: (runs) =>
      rowsBy(
        runs,
        ({ command, point }) => `${point.cell}${command === 'own setting' ? ', own setting' : ''}`,
        [{ score: 'test' }, ...epochs.map((epoch) => ({ score: `epoch ${epoch}` }))],
      ),
  },

  palindrome: {
    ...accuracyByLength(['rnn', 'gru', 'lstm']),
    pictures: [byLengthIn('accuracy-orthogonal.svg')],
    commands: { defaults: 'unrolled sweep palindrome --cell rnn,gru,lstm --length 5,10,20,30,40 --seeds 3' },
  },

  'gradient-norms': {
    commands: {
      'RNN, uniform': `${oneStep} --cell rnn --initialization uniform`,
      'RNN, orthogonal': `${oneStep} --cell rnn`,
      'LSTM, uniform, forget bias 0': `${oneStep} --cell lstm --initialization uniform --forget-bias 0`,
      'LSTM, orthogonal, forget bias 3': `${oneStep} --cell lstm`,
    },
    measure({ history }) {
      const norms = history[0]!.stateGradientNorms!;
      const [first, last] = [norms[0]!, norms.at(-1)!];
      return { first, last, ratio: first / last };
    },
    head: ['', 'first step', 'last step', 'ratio'],
    rows: (runs) =>
      rowsBy(
        runs,
        ({ command }) => command,
        ['first', 'last', 'ratio'].map((score) => ({ score, write: scientific })),
      ),
  },

  addition: {
    commands: { defaults: 'unrolled sweep binary-addition --cell rnn --seeds 10' },
    evaluations: { longer: '--length 64 --examples 10000' },
    measure: (record, { longer }) =>
      numbers({
        ...outcome(record),
        longer: longer!.accuracy,
        longerSums: longer!.sequenceAccuracy,
        lowestLoss: epochOfLowestLoss(record.history),
      }),
    head: ['numbers', 'digits', 'sums'],
    rows: (runs) => [
      ...rowsBy(runs, () => 'up to 16 digits', [{ score: 'accuracy' }, { score: 'sequenceAccuracy' }]),
      ...rowsBy(runs, () => 'up to 64 digits', [{ score: 'longer' }, { score: 'longerSums' }]),
    ],
  },

  'addition-writing': {
    commands: {
      'nothing, in front': `${writing}`,
      'the true digit before, in front': `${writing} --feedback teacher-forcing`,
      'scheduled sampling, in front': `${writing} --feedback scheduled-sampling`,
      'nothing, behind': `${writing} --padding behind`,
      'nothing, in front, ReLU': `${writing} --activation relu`,
    },
    measure: (record) => numbers({ ...outcome(record), lowestLoss: epochOfLowestLoss(record.history) }),
    head: ['fed while writing, padding', 'digits', 'sums', 'epoch kept', 'epoch of lowest training loss'],
    rows: (runs) =>
      rowsBy(runs, ({ command }) => command, [
        { score: 'accuracy' },
        { score: 'sequenceAccuracy' },
        { score: 'kept', write: steps },
        { score: 'lowestLoss', write: steps },
      ]),
  },

  'exposure-bias': {
    commands: {
      behind:
        'unrolled sweep binary-addition --cell rnn --scheme encoder-decoder --length 8 --padding behind --epochs 20 --feedback teacher-forcing,scheduled-sampling --seeds 3',
    },
    evaluations: { both: '--feedback free-running,teacher-forcing' },
    measure: (_, { both }) =>
      numbers(
        Object.fromEntries(
          Object.entries(both!.feedback!).flatMap(([fed, { accuracy, sequenceAccuracy, byPosition }]) => [
            [`${fed} digits`, accuracy],
            [`${fed} sums`, sequenceAccuracy],
            ...byPosition.map((share, i) => [`${fed} ${i + 1}`, share]),
          ]),
        ),
      ),
    head: ['trained with, scored', ...positions.map((t) => `digit ${t}`), 'all digits', 'sums'],
    rows: (runs) =>
      ['teacher-forcing', 'free-running'].flatMap((fed) =>
        rowsBy(runs, ({ point }) => `${point.feedback}, ${fed}`, [
          ...positions.map((t) => ({ score: `${fed} ${t}` })),
          { score: `${fed} digits` },
          { score: `${fed} sums` },
        ]),
      ),
  },

  'mnist-four': {
    commands: {
      identity: 'unrolled sweep mnist-four --cell rnn --seeds 3',
      uniform: 'unrolled sweep mnist-four --cell rnn --seeds 3 --initialization uniform --epochs 5',
    },
    measure: ({ job, history, result, plan }) =>
      numbers({
        test: result!.accuracy,
        ...Object.fromEntries(
          [job.optimizer.learningRate].flat().flatMap((rate, trial) => {
            const ofRate = history.filter(({ step }) => Math.floor((step - 1) / plan.steps) === trial);
            const best = Math.max(...ofRate.map(({ validationAccuracy = 0 }) => validationAccuracy));
            return [
              [`best ${rate}`, best],
              [`epochs ${rate}`, ofRate.length],
            ];
          }),
        ),
      }),
    head: [
      'initialization',
      ...['0.01', '0.001', '0.0001'].flatMap((rate) => [rate, `${rate}, epochs`]),
      'test',
    ],
    rows: (runs) =>
      rowsBy(runs, ({ command }) => command, [
        ...[0.01, 0.001, 0.0001].flatMap((rate): Column[] => [
          { score: `best ${rate}` },
          { score: `epochs ${rate}`, write: steps },
        ]),
        { score: 'test' },
      ]),
  },

  'palindrome-sampling': {
    commands: {
      disjoint: 'unrolled sweep palindrome --cell rnn,lstm --length 5,10 --seeds 3',
      independent: 'unrolled sweep palindrome --cell rnn,lstm --length 5,10 --seeds 3 --sampling independent',
    },
    measure: (record) => numbers({ ...outcome(record), seenInTraining: record.result!.seenInTraining }),
    head: ['held out', 'length 5', 'length 5, seen', 'length 10', 'length 10, seen'],
    rows: (runs) =>
      rowsBy(
        runs,
        ({ command, point }) => `${command}, ${point.cell}`,
        [5, 10].flatMap((length) =>
          ['accuracy', 'seenInTraining'].map((score) => ({
            score,
            of: (run: ScoredRun) => run.point.length === length,
          })),
        ),
      ),
  },

  'telling-apart': {
    commands: Object.fromEntries(
      ['associative-recall', 'selective-copying', 'dyck', 'sorting', 'counting'].map((task) => [
        task,
        `unrolled train ${task}`,
      ]),
    ),
    measure: (record) => numbers({ ...outcome(record), guessing: record.result!.baseline.value }),
    head: ['task', 'guessing', 'right', 'all right', 'steps'],
    rows: (runs) =>
      rowsBy(runs, ({ command }) => command, [
        { score: 'guessing' },
        { score: 'accuracy' },
        { score: 'sequenceAccuracy' },
        { score: 'steps', write: steps },
      ]),
  },

  'memory-rates': memoryRates,
  memory,
  'memory-usual': memoryUsual,
};

/** By the exercise's criterion: the epoch whose mean training loss is lowest. */
function epochOfLowestLoss(history: readonly EpochRecord[]): number {
  return history.reduce((best, epoch) => (epoch.loss < best.loss ? epoch : best)).epoch;
}
