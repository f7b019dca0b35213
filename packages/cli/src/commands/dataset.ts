import type { ExportFormat } from '@unrolled/datasets/node';
import type { OptionDescription } from '@unrolled/datasets/options';
import { Command, Option } from 'commander';
import { asUsage, UsageError } from '../errors.js';
import { integer, listOf, oneOf, options } from '../options.js';
import { print, printJson } from '../render/print.js';

interface DatasetFlags {
  readonly count?: number;
  readonly format?: ExportFormat;
  readonly out?: string;
  readonly seed: number;
}

const example =
  '\nExample:\n  unrolled dataset palindrome --length 20 --count 1000 --format npz --out palindromes.npz';

/** `unrolled dataset NAME …`; the names, each with options of its own, are known after {@link addDatasets}. */
export function datasetCommand(): Command {
  return new Command('dataset')
    .description('write examples of a dataset as npz, csv or jsonl, to a file or to stdout')
    .argument('[name]', 'the dataset; the list of them unless given')
    .usage('[name] [options]')
    .addOption(options.json())
    .addHelpText('after', example)
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { catalogue } = await import('@unrolled/datasets/node');
      const { describeOptions } = await import('@unrolled/datasets/options');
      if (name !== undefined) {
        const known = Object.keys(catalogue).join(', ');
        throw new UsageError(`unknown dataset '${name}'; the datasets are: ${known}`);
      }
      for (const [known, { description, options }] of Object.entries(catalogue)) {
        if (json) printJson({ name: known, description, options: describeOptions(options) });
        else print(`${known}: ${description}`);
      }
    });
}

/** Gives `unrolled dataset` a subcommand for every dataset in the catalogue. */
export async function addDatasets(command: Command): Promise<void> {
  const { catalogue, exportFormats } = await import('@unrolled/datasets/node');
  const { describeOptions } = await import('@unrolled/datasets/options');
  for (const [name, { description, options }] of Object.entries(catalogue)) {
    const subcommand = exportCommand(name, description, describeOptions(options), exportFormats);
    command.addCommand(subcommand.copyInheritedSettings(command));
  }
}

function exportCommand(
  name: string,
  description: string,
  datasetOptions: Readonly<Record<string, OptionDescription>>,
  formats: readonly ExportFormat[],
): Command {
  const command = new Command(name).description(description);
  for (const [key, option] of Object.entries(datasetOptions)) command.addOption(flagFor(key, option));
  return command
    .option(
      '--count <examples>',
      'how many examples (default: 1000, or all that a finite dataset has)',
      integer(1),
    )
    .addOption(
      new Option(
        '--format <name>',
        `${formats.join(', ')} (default: what the name of --out ends with, or jsonl)`,
      ).argParser(oneOf(formats)),
    )
    .option('--out <file>', 'the file to write; stdout unless given')
    .addOption(options.seed())
    .addOption(options.config())
    .addHelpText('after', `\nExample:\n  unrolled dataset ${name} --count 1000 --out ${name}.npz`)
    .action((flags: DatasetFlags & Record<string, unknown>) => {
      if (command.parent?.opts().json)
        throw new UsageError('--json lists the datasets; examples come as --format jsonl');
      return runExport(name, Object.keys(datasetOptions), flags);
    });
}

/** `maxDigits` as `--max-digits`. */
function flagFor(key: string, option: OptionDescription): Option {
  const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const flagged = (value: string, description: string) => new Option(`--${flag} <${value}>`, description);
  switch (option.type) {
    case 'choice':
      return flagged('name', `${option.description}: ${option.choices.join(', ')}`)
        .default(option.default)
        .argParser(oneOf(option.choices));
    case 'integers':
      return flagged('list', option.description)
        .default(option.default, option.default.join(','))
        .argParser(listOf(integer(Number.MIN_SAFE_INTEGER)));
    case 'integer': {
      const range = option.max === undefined ? '' : `, ${option.min} to ${option.max}`;
      return flagged('number', `${option.description}${range}`)
        .default(option.default)
        .argParser(integer(Number.MIN_SAFE_INTEGER));
    }
    default:
      throw new TypeError(`no flag can be made of ${key}, whose type is ${option.type}`);
  }
}

async function runExport(
  name: string,
  optionNames: readonly string[],
  flags: DatasetFlags & Record<string, unknown>,
): Promise<void> {
  const { catalogue, exportDataset, exportFormats } = await import('@unrolled/datasets/node');
  const values = Object.fromEntries(optionNames.map((key) => [key, flags[key]]));
  const { out, seed } = flags;
  const format = flags.format ?? exportFormats.find((ending) => out?.endsWith(`.${ending}`)) ?? 'jsonl';
  try {
    const dataset = await catalogue[name as keyof typeof catalogue].create(values as never);
    const count = flags.count ?? ('size' in dataset ? undefined : 1000);
    await exportDataset(dataset, {
      format,
      to: out ?? process.stdout,
      seed,
      ...(count !== undefined && { count }),
    });
  } catch (error) {
    // A reader that has seen enough, as `head`, closes the pipe.
    if ((error as NodeJS.ErrnoException).code !== 'EPIPE') throw asUsage(error);
  }
}
