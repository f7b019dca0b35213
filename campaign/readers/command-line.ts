import { mkdirSync, writeFileSync } from 'node:fs';
import { addDatasets } from '../../packages/cli/src/commands/dataset.js';
import { describe, domainOf } from '../../packages/cli/src/flags.js';
import { createProgram } from '../../packages/cli/src/program.js';
import type { Dice } from '../dice.js';
import { texts } from '../nonsense.js';
import { exampleRun } from './example-run.js';
import { type Case, reader } from './reader.js';
import { faultOfOutput, type Ran, runHere } from './run-here.js';

type Command = ReturnType<typeof createProgram>;
type Option = Command['options'][number];

/** Commands that take minutes by nature, serve until they are stopped, start processes or read all of MNIST are left out. */
const left = /^(bench|doctor|sweep|gradcheck|view|worker|dataset mnist.*)$/;
const program = createProgram();
await addDatasets(program);
const commands = below(program).filter(({ words }) => !left.test(words.join(' ')));

function below(
  command: Command,
  words: readonly string[] = [],
): { words: readonly string[]; options: readonly Option[] }[] {
  if (command.commands.length === 0)
    return [{ words, options: command.options.filter(({ long }) => long !== '--config') }];
  return command.commands.flatMap((each) => below(each, [...words, each.name()]));
}

const names = [...new Set(commands.map(({ words }) => words[0]!))];

const { record, model } = await exampleRun();
mkdirSync('run');
writeFileSync('run/run.json', JSON.stringify(record));
writeFileSync('run/model.safetensors', model);

const usual: Readonly<Record<string, readonly string[]>> = {
  // Small enough to end in a moment, whatever else is asked for; what is not must be refused.
  train: ['palindrome', ...'--hidden 3 --batch 2 --steps 1 --steps-per-epoch 1'.split(' ')],
  evaluate: ['run', '--examples', '2'],
  predict: ['run', '1', '1'],
  report: ['run'],
  construct: ['parity'],
  dataset: ['--count', '2'],
  completion: ['bash'],
};
for (const [name, args] of Object.entries(usual)) await runHere([name, ...args]); // loads what they load
const words = [...texts, ...'0 -1 NaN , 1,,2 rnn lstm,rnn none parity out.npz . .. run /dev/full'.split(' ')];
const numbers = '0 1 2 3 -1 0.5 1e-9 1e9 1e308 Infinity 100000000 2147483648 9007199254740993'.split(' ');

/** How much is to be done: it takes as long as it takes, and can be interrupted. */
const amounts = /^--(count|examples|steps|epochs|max-.*)$/;

/** Mostly what the option takes, or a number too large for this machine. */
function anyValue(dice: Dice, option: Option): string {
  const domain = domainOf(option);
  const described = domain && describe(domain);
  if (amounts.test(option.long!)) return dice.pick(['-1', '0', '1', '2', '10']);
  if (described === undefined || dice.chance(0.15)) return dice.pick(words);
  return dice.pick('choices' in described ? described.choices : numbers);
}

function anyFlag(dice: Dice, options: readonly Option[]): string[] {
  const option = dice.pick(options);
  const named = dice.chance(0.97) ? option.long! : `--${dice.pick(texts)}`;
  const takesValue = (option.required || option.optional) !== dice.chance(0.03);
  if (!takesValue) return [named];
  return dice.chance(0.1) ? [`${named}=${anyValue(dice, option)}`] : [named, anyValue(dice, option)];
}

export const commandLine = reader({
  documented: [],
  capMegabytes: 128, // every library of every command is loaded in one process
  make(dice): Case<readonly string[]> {
    const name = dice.pick(names);
    const { words: command, options } = dice.pick(commands.filter(({ words }) => words[0] === name));
    const args = dice.chance(0.85) ? (usual[command[0]!] ?? []) : [dice.pick(words)];
    const flags = Array.from({ length: options.length && dice.below(4) }, () =>
      anyFlag(dice, options),
    ).flat();
    return { kind: command.join(' '), outcome: 'accepted', input: [...command, ...args, ...flags] };
  },
  read: (args): Promise<Ran> => runHere(args),
  judge(ran, args) {
    const fault = faultOfOutput(ran);
    return fault && `${fault}: ${JSON.stringify(args)}`;
  },
});
