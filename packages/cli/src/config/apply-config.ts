import { text, trueOrFalse } from '@unrolled/datasets/options';
import { pick } from '@unrolled/tasks/spec';
import { type Command, InvalidArgumentError, type Option } from 'commander';
import { UsageError } from '../errors.js';
import { accept, domainOf } from '../flags.js';
import {
  isSwitch,
  namedOnly,
  settableOptions,
  sharedKeys,
  sharedOptions,
  visibleCommands,
} from './config-keys.js';
import { type ConfigFile, isObject } from './find-config.js';

/**
 * Gives the options of `command` that the command line left alone the values that the config file has for it. The
 * whole file is checked first, what it says of other commands too: a misspelt name is found at the first use.
 *
 * @param program with every command and every flag
 * @returns the keys that were set
 * @throws UsageError for a name that is no command or option, a value that its option refuses, or, in a file that nobody
 *   named, where to write or which server to use
 */
export function applyConfig(file: ConfigFile, command: Command, program: Command): string[] {
  const { content } = file;
  check(content, file, program, sharedOptions(program), file.path);
  const values = { ...pick(content, sharedKeys), ...valuesFor(command, content) };
  const left = Object.entries(settableOptions(command)).filter(([key]) => {
    const given = command.getOptionValueSource(key);
    return Object.hasOwn(values, key) && (given === undefined || given === 'default');
  });
  for (const [key, option] of left)
    command.setOptionValueWithSource(key, parseValue(option, values[key]), 'config');
  return left.map(([key]) => key);
}

/** What the file says of a command, which stands there as deep as its name has words. */
function valuesFor(command: Command, content: ConfigFile['content']): ConfigFile['content'] {
  if (!command.parent) return content;
  const values = valuesFor(command.parent, content)[command.name()];
  return isObject(values) ? values : {};
}

/** Throws unless every name in `content` is a command below `command` or one of `options`, with a value it takes. */
function check(
  content: ConfigFile['content'],
  file: ConfigFile,
  command: Command,
  options: Readonly<Record<string, Option>>,
  place: string,
): void {
  const below = Object.fromEntries(visibleCommands(command).map((each) => [each.name(), each]));
  const isRoot = command.parent === null;
  for (const [key, value] of Object.entries(content)) {
    if (isRoot && key === '$schema') continue;
    const here = isRoot ? `${place}: ${key}` : `${place}.${key}`;
    if (Object.hasOwn(below, key)) {
      if (!isObject(value)) throw new UsageError(`${here} must be an object of options`);
      check(value, file, below[key]!, settableOptions(below[key]!), here);
    } else if (Object.hasOwn(options, key)) {
      if (Object.hasOwn(namedOnly, key) && file.isFound)
        throw new UsageError(
          `${here}: a file that nobody named cannot say ${namedOnly[key]}; give --${key}, or name the file with --config`,
        );
      try {
        parseValue(options[key]!, value);
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        throw new UsageError(`${here}: ${JSON.stringify(value)} is invalid. ${error.message}`);
      }
    } else {
      const known = [...Object.keys(below), ...Object.keys(options)].join(', ');
      throw new UsageError(`${here} is unknown; ${isRoot ? 'the file' : command.name()} can set ${known}`);
    }
  }
}

/** A value of the file as its flag would have been read. */
function parseValue(option: Option, value: unknown): unknown {
  return accept(isSwitch(option) ? trueOrFalse : (domainOf(option) ?? text), value);
}
