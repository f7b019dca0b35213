import { writeFileSync } from 'node:fs';
import { extended, truncated } from '../mutate-bytes.js';
import { jsonText, mutateJson, withValue } from '../mutate-json.js';
import { nonsense, texts } from '../nonsense.js';
import { type Case, reader } from './reader.js';
import { faultOfOutput, type Ran, runHere } from './run-here.js';

const whole = {
  seed: 3,
  backend: 'wasm',
  train: { cell: 'gru', length: 7, hidden: 32, learningRate: [0.01, 0.003], optimizer: 'adam' },
  sweep: { cell: ['rnn', 'lstm'], length: [5, 10], seeds: 2, workers: 1 },
  evaluate: { examples: 500 },
  analyze: { ratio: {}, bounds: {} },
  dataset: { palindrome: { length: 9, count: 10, format: 'csv' } },
};
/** Refusals arrive as what the command says. */
class Refused extends Error {}

export const config = reader({
  documented: [Refused],
  make(dice): Case<Uint8Array | string> {
    const bytes = Buffer.from(jsonText(whole));
    const unknown = texts.filter((text) => text !== '');
    const [kind, outcome, input] = dice.pick<() => [string, Case<never>['outcome'], Uint8Array | string]>([
      () => ['whole', 'accepted', bytes],
      () => ['truncated', 'refused', truncated(dice, bytes)],
      () => ['text behind the end', 'refused', extended(dice, joinedText(bytes))],
      () => ['unknown name', 'refused', jsonText({ ...whole, [dice.pick(unknown)]: nonsense(dice) })],
      () => [
        'unknown option',
        'refused',
        jsonText({ ...whole, train: { ...whole.train, [dice.pick(unknown)]: nonsense(dice) } }),
      ],
      () => ['no object', 'refused', jsonText(dice.pick([[], null, 1, 'x', true]))],
      () => [
        'wrong kind',
        'refused',
        jsonText(
          withValue(
            whole,
            dice.pick([['seed'], ['train', 'hidden'], ['sweep', 'seeds'], ['evaluate', 'examples']]),
            dice.pick(['7', -1, 0.5, {}, [], null, true, Infinity]),
          ),
        ),
      ],
      () => ['deep', 'refused', `${'{"train":'.repeat(50_000)}1${'}'.repeat(50_000)}`],
      () => ['altered', 'either', jsonText(mutateJson(dice, whole))],
    ])();
    return { kind, outcome, input };
  },
  async read(content): Promise<Ran> {
    writeFileSync('unrolled.config.json', content);
    const ran = await runHere(['tasks', 'parity', '--json']);
    const fault = faultOfOutput(ran);
    if (fault !== undefined) throw new Error(fault);
    if (ran.code === 2) throw new Refused(ran.stderr);
    return ran;
  },
  judge: ({ code, stderr }) => (code === 0 ? undefined : `it fails: ${stderr}`),
});

const joinedText = (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from('x')]);
