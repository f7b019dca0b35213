import type { DatasetOption } from '@unrolled/datasets';
import type { ExportFormat } from '@unrolled/datasets/node';
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
      if (name !== undefined) {
        const known = Object.keys(catalogue).join(', ');
        throw new UsageError(`unknown dataset '${name}'; the datasets are: ${known}`);
      }
      for (const [known, { description, options }] of Object.entries(catalogue)) {
        if (json) printJson({ name: known, description, options });
        else print(`${known}: ${description}`);
      }
    });
}

/** Gives `unrolled dataset` a subcommand for every dataset in the catalogue. */
export async function addDatasets(command: Command): Promise<void> {
  const { catalogue } = await import('@unrolled/datasets/node');
  for (const [name, entry] of Object.entries(catalogue)) {
    command.addCommand(exportCommand(name, entry).copyInheritedSettings(command));
  }
}

interface Entry {
  readonly description: string;
  readonly options: Readonly<Record<string, DatasetOption>>;
}

function exportCommand(name: string, { description, options: datasetOptions }: Entry): Command {
  const formats = ['npz', 'csv', 'jsonl'] as const;
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
      return runExport(name, datasetOptions, flags);
    });
}

/** `maxDigits` as `--max-digits`. */
function flagFor(key: string, option: DatasetOption): Option {
  const flag = key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (option.type === 'choice') {
    const description = `${option.description}: ${option.choices.join(', ')}`;
    return new Option(`--${flag} <name>`, description)
      .default(option.default)
      .argParser(oneOf(option.choices));
  }
  if (option.type === 'integers') {
    const parse = listOf(integer(Number.MIN_SAFE_INTEGER));
    return new Option(`--${flag} <list>`, option.description)
      .default(option.default, option.default.join(','))
      .argParser(parse);
  }
  const parse = integer(Number.MIN_SAFE_INTEGER);
  return new Option(`--${flag} <number>`, option.description).default(option.default).argParser(parse);
}

async function runExport(
  name: string,
  datasetOptions: Entry['options'],
  flags: DatasetFlags & Record<string, unknown>,
): Promise<void> {
  const { catalogue, exportDataset, exportFormats } = await import('@unrolled/datasets/node');
  const values = Object.fromEntries(Object.keys(datasetOptions).map((key) => [key, flags[key]]));
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
