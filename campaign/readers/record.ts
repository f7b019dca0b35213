import { readRecord } from '@unrolled/tasks';
import { anyPath, jsonText, leaves, mutateJson, valueAt, withValue } from '../mutate-json.js';
import { nonsense, texts } from '../nonsense.js';
import { exampleRun } from './example-run.js';
import { type Case, reader } from './reader.js';

const { record: whole } = await exampleRun();
const required = ['job', 'plan', 'backend', 'versions', 'status', 'history'];

export const record = reader({
  documented: [Error],
  make(dice): Case<string> {
    const leaf = dice.pick(leaves(whole));
    const [kind, outcome, changed] = dice.pick<() => [string, Case<never>['outcome'], unknown]>([
      () => ['whole', 'accepted', whole],
      () => [
        'markup for a value',
        'refused',
        withValue(whole, leaf, { markup: '<script>hostile()</script>' }),
      ],
      () => ['lists for a value', 'refused', withValue(whole, leaf, [[valueAt(whole, leaf)]])],
      () => ['an unknown status', 'refused', { ...whole, status: dice.pick(texts) }],
      () => [
        'missing',
        'refused',
        Object.fromEntries(
          Object.entries(whole)
            .filter(([name]) => name !== dice.pick(required))
            .slice(0, dice.below(5)),
        ),
      ],
      () => [
        'no number',
        'refused',
        withValue(whole, ['job', dice.pick(['seed'])], dice.pick([Infinity, -1, 0.5, null, ...texts])),
      ],
      () => ['a place altered', 'either', withValue(whole, anyPath(dice, whole), nonsense(dice))],
      () => ['altered', 'either', mutateJson(dice, whole)],
    ])();
    return { kind, outcome, input: jsonText(changed) };
  },
  read: (text) => readRecord(JSON.parse(text)),
});
