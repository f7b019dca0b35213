import type { ExportFormat } from '@unrolled/datasets/node';
import { describeOptions, integer, type OptionSchemas, oneOf } from '@unrolled/datasets/options';
import { Command } from 'commander';
import { asUsage, UsageError } from '../errors.js';
import { type FlagValues, flag, flagOf, mapValues, flags as shared, valuesOf } from '../flags.js';
import { print, printJson } from '../render/print.js';

interface DatasetFlags extends FlagValues {
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
    .addOption(shared.json())
    .addHelpText('after', example)
    .action(async (name: string | undefined, { json }: { json?: boolean }) => {
      const { catalogue } = await import('@unrolled/datasets/node');
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
  for (const [name, { description, options }] of Object.entries(catalogue)) {
    const subcommand = exportCommand(name, description, options, exportFormats);
    command.addCommand(subcommand.copyInheritedSettings(command));
  }
}

function exportCommand(
  name: string,
  description: string,
  options: OptionSchemas,
  formats: readonly ExportFormat[],
): Command {
  const command = new Command(name).description(description);
  const named = mapValues(options, (schema, key) => flagOf(key, schema, { withDefault: true }));
  for (const option of Object.values(named)) command.addOption(option);
  return command
    .addOption(
      flag(
        '--count <examples>',
        'how many examples (default: 1000, or all that a finite dataset has)',
        integer(1),
      ),
    )
    .addOption(
      flag(
        '--format <name>',
        `${formats.join(', ')} (default: what the name of --out ends with, or jsonl)`,
        oneOf(formats),
      ),
    )
    .option('--out <file>', 'the file to write; stdout unless given')
    .addOption(shared.seed())
    .addOption(shared.config())
    .addHelpText('after', `\nExample:\n  unrolled dataset ${name} --count 1000 --out ${name}.npz`)
    .action((flags: DatasetFlags) => {
      if (command.parent?.opts().json)
        throw new UsageError('--json lists the datasets; examples come as --format jsonl');
      return runExport(name, valuesOf(named, flags), flags);
    });
}

async function runExport(name: string, values: object, { out, seed, ...flags }: DatasetFlags): Promise<void> {
  const { catalogue, exportDataset, exportFormats } = await import('@unrolled/datasets/node');
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
