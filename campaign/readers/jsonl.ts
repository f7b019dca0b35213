import { readFileSync, writeFileSync } from 'node:fs';
import { datasets } from '@unrolled/datasets';
import { exportDataset } from '@unrolled/datasets/node';
import { createTask } from '@unrolled/tasks';
import { UsageError } from '../../packages/cli/src/errors.js';
import { type Asked, readExamples } from '../../packages/cli/src/read-examples.js';
import type { Dice } from '../dice.js';
import { jsonText, leaves, mutateJson, withValue } from '../mutate-json.js';
import { texts } from '../nonsense.js';
import { type Case, reader } from './reader.js';

interface Example {
  readonly inputs: readonly (readonly number[])[];
  readonly targets: unknown;
  readonly mask: readonly number[];
}

/** Tasks of every kind of target, and examples of each as the project writes them. */
const tasks = await Promise.all(
  (['palindrome', 'parity', 'adding-problem', 'binary-addition'] as const).map(async (name) => {
    const task = await createTask(name);
    const file = `${name}.jsonl`;
    await exportDataset(datasets[name].create({}), { format: 'jsonl', to: file, count: 20 });
    const examples = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line): Example => JSON.parse(line));
    return { task, examples };
  }),
);

const below = (name: string, value: unknown) => leaves(value).map((path) => [name, ...path]);

/** Targets that the dataset does not have. */
function wrongTarget(
  dice: Dice,
  { targetKind, outputSize }: (typeof tasks)[number]['task']['dataset'],
): unknown {
  if (targetKind === 'real') return dice.pick([Infinity, 1e308, '1', null, [0]]);
  if (targetKind === 'binary') return dice.pick([2, -1, 0.5, Infinity, '1', null, true]);
  return dice.pick([outputSize, 99, -2, 0.5, 1e9, Infinity, '1', null, [0]]);
}

export const jsonl = reader({
  documented: [UsageError],
  make(dice): Case<{ task: (typeof tasks)[number]['task']; text: string }> {
    const { task, examples } = dice.pick(tasks);
    const example = dice.pick(examples);
    const { inputs, targets, mask } = example;
    const without = (name: keyof Example) =>
      Object.fromEntries(Object.entries(example).filter(([key]) => key !== name));
    const at = (name: 'inputs' | 'targets' | 'mask', value: unknown) =>
      withValue(example, dice.pick(below(name, example[name])), value);
    const [kind, outcome, changed] = dice.pick<() => [string, Case<never>['outcome'], unknown]>([
      () => ['whole', 'accepted', example],
      () => ['target out of range', 'refused', at('targets', wrongTarget(dice, task.dataset))],
      () => ['infinite input', 'refused', at('inputs', dice.pick([Infinity, 1e308, -1e308]))],
      () => ['input that is no number', 'refused', at('inputs', dice.pick([null, {}, [], true, ...texts]))],
      () => [
        'step of another width',
        'refused',
        { ...example, inputs: inputs.with(dice.below(inputs.length), [...inputs[0]!, 0]) },
      ],
      () => [
        'mask of nonsense',
        'refused',
        at('mask', dice.pick([0.5, 2, -1, Infinity, null, {}, [], ...texts])),
      ],
      () => [
        'mask of another length',
        'refused',
        { ...example, mask: dice.pick([[...mask, 1], mask.slice(1), [], 'x', 1, {}]) },
      ],
      () => ['missing', 'refused', without(dice.pick(['inputs', 'targets']))],
      () => ['too many targets', 'refused', { ...example, targets: [targets, targets] }],
      () => ['no example', 'refused', dice.pick([null, 1, [], 'x', [example], {}])],
      () => ['altered', 'either', mutateJson(dice, example)],
    ])();
    const line = jsonText(changed);
    if (dice.chance(0.1))
      return {
        kind: 'truncated',
        outcome: 'refused',
        input: { task, text: jsonText(example).slice(0, -dice.between(1, 20)) },
      };
    return { kind, outcome, input: { task, text: `${line}\n`.repeat(dice.pick([1, 1, 2])) } };
  },
  read({ task, text }): Promise<Asked[]> {
    writeFileSync('examples.jsonl', text);
    return readExamples('examples.jsonl', task);
  },
  judge(asked, { task }) {
    const { targetKind, outputSize } = task.dataset;
    for (const { batch } of asked) {
      const { inputs, targets, mask } = batch;
      if (![...inputs.data, ...targets.data, ...(mask?.data ?? [])].every(Number.isFinite))
        return 'there are numbers that are none';
      if (targetKind === 'class' && targets.data.some((target) => target >= outputSize))
        return `there are targets beyond ${outputSize - 1}`;
      if (mask?.data.some((value) => value !== 0 && value !== 1)) return 'the mask has more than 0 and 1';
    }
    return undefined;
  },
});
