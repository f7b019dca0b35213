import type { Argument, Command, Option } from 'commander';
import { describe, domainOf } from '../flags.js';

/** A word that may stand at the cursor. */
export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/**
 * What may stand in the place of the last of `words`, which is empty or begun: a subcommand, a flag, or one of the
 * choices of a flag or an argument. Nothing where any value or file name may stand.
 *
 * @param words the command line after the program's name
 * @param named what may stand for an argument by the argument's name, for arguments without choices
 */
export function candidates(
  program: Command,
  words: readonly string[],
  named: Readonly<Record<string, readonly string[]>> = {},
): Candidate[] {
  const begun = words.at(-1) ?? '';
  const { command, position, awaiting } = walk(program, words.slice(0, -1));
  if (awaiting) return choices(awaiting, begun);
  const [flag, value] = splitFlag(begun);
  if (value !== undefined) {
    const option = findOption(command, flag);
    if (!option?.required) return [];
    return choices(option, value).map((choice) => ({ ...choice, word: `${flag}=${choice.word}` }));
  }
  if (begun.startsWith('-')) return begins(flags(command), begun);
  const argument = command.registeredArguments[position];
  return [
    ...(position === 0 ? begins(subcommands(command), begun) : []),
    ...(argument ? choices(argument, begun) : []),
    ...begins((named[argument?.name() ?? ''] ?? []).map(plain), begun),
  ];
}

/** The command that the words lead to, how many arguments it has, and the option that waits for its value. */
function walk(program: Command, words: readonly string[]) {
  let command = program;
  let position = 0;
  let awaiting: Option | undefined;
  for (const word of words) {
    if (awaiting) awaiting = undefined;
    else if (word.startsWith('-')) {
      const [flag, value] = splitFlag(word);
      const option = findOption(command, flag);
      if (option?.required && value === undefined) awaiting = option;
    } else {
      const below = position === 0 && command.commands.find((each) => each.name() === word);
      if (below) command = below;
      else position++;
    }
  }
  return { command, position, awaiting };
}

function splitFlag(word: string): [flag: string, value?: string] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

function findOption(command: Command, flag: string): Option | undefined {
  return command.options.find(({ long, short }) => long === flag || short === flag);
}

const plain = (word: string): Candidate => ({ word, description: '' });
const begins = (all: readonly Candidate[], begun: string) => all.filter(({ word }) => word.startsWith(begun));

/** The choices of an option or argument; of a list, those for the entry after the last comma. */
function choices(taker: Option | Argument, begun: string): Candidate[] {
  const domain = domainOf(taker);
  const described = domain && describe(domain);
  const words = described && 'choices' in described ? described.choices : [];
  const before = described?.type === 'choices' ? begun.slice(0, begun.lastIndexOf(',') + 1) : '';
  const left = words.filter((choice) => !before.split(',').includes(choice));
  const candidates = left.map((word) => plain(`${before}${word}`));
  return begins(candidates, begun);
}

function flags(command: Command): Candidate[] {
  const options = command.createHelp().visibleOptions(command);
  return options.map(({ long, short, description }) => ({ word: (long ?? short)!, description }));
}

function subcommands(command: Command): Candidate[] {
  const commands = command.createHelp().visibleCommands(command);
  return commands.map((below) => ({ word: below.name(), description: below.description() }));
}
