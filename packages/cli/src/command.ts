import { text } from '@unrolled/datasets/options';
import { Argument, Command, type Option } from 'commander';
import type { GenericSchema } from 'valibot';
import { accept, type Flag, parserOf, flags as shared } from './flags.js';

type Flags = Readonly<Record<string, Option>>;
type Given<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : unknown };

/** A command as plain data: what help, completion and the config file know of it, and what it does. */
export interface CommandDescription<F extends Flags = Flags, A extends readonly unknown[] = never> {
  readonly name: string;
  readonly summary: string;
  readonly args?: readonly Argument[];
  /** By the names under which `run` is given their values; made when the command is on the command line. */
  readonly flags?: () => F;
  /** Further lines of help. */
  readonly notes?: string;
  readonly examples: readonly string[];
  /** The commands below it, which then are what is run. */
  readonly below?: readonly CommandDescription[];
  /** Loads the libraries that it needs. */
  run?(flags: Given<F>, args: A, command: Command): void | Promise<void>;
}

/** Lets `run` know the types of its flags. */
export function describeCommand<F extends Flags, A extends readonly unknown[]>(
  description: CommandDescription<F, A>,
): CommandDescription {
  return description as unknown as CommandDescription;
}

/** An argument, as `<run>` or `[words...]`, and what it takes where that is not any text; one that must be is not empty. */
export function argument(usage: string, help: string, domain?: GenericSchema): Argument {
  const made = new Argument(usage, help);
  if (domain) return made.argParser(parserOf(domain));
  if (!made.required) return made;
  return made.argParser((given, before: unknown) => {
    accept(text, given);
    return made.variadic ? [...((before as readonly string[]) ?? []), given] : given;
  });
}

/** The command itself, without its flags where they will not be needed. */
export function makeCommand(description: CommandDescription, isNeeded = true): Command {
  const { name, summary, args = [], flags, notes = '', examples, below = [], run } = description;
  const command = new Command(name).description(summary);
  for (const each of args) command.addArgument(each);
  for (const option of Object.values((isNeeded && flags?.()) || {})) command.addOption(option);
  if (below.length === 0) command.addOption(shared.config());
  for (const each of below) command.addCommand(makeCommand(each, isNeeded));
  const lines = [`Example${examples.length > 1 ? 's' : ''}:`, ...examples.map((line) => `  ${line}`)];
  command.addHelpText('after', `\n${notes && `${notes}\n\n`}${lines.join('\n')}`);
  return run
    ? command.action((...given) => run(given.at(-2), given.slice(0, -2) as never, given.at(-1)))
    : command;
}
