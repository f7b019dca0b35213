import type { CellKind } from '@unrolled/analysis';
import { integer, listOf, oneOf } from '@unrolled/datasets/options';
import { Command } from 'commander';
import { usage } from '../../errors.js';
import { flag, flags as shared } from '../../flags.js';
import { print, printJson } from '../../render/print.js';

interface ParametersFlags {
  readonly cell: CellKind;
  readonly input: number;
  readonly hidden: readonly number[];
  readonly output: number;
  readonly bidirectional: boolean;
  readonly bias: boolean;
  readonly batch: number;
  readonly steps: number;
  readonly json?: boolean;
}

export function parametersCommand(): Command {
  const kinds = ['rnn', 'skip-rnn', 'gru', 'lstm'] as const;
  return new Command('parameters')
    .description('how many parameters a model has, and what a training step of its first layer costs')
    .addOption(flag('--cell <kind>', `one of ${kinds.join(', ')}`, oneOf(kinds), 'lstm'))
    .addOption(flag('--input <size>', 'features of the input', integer(1), 10))
    .addOption(
      flag('--hidden <units>', 'units of each layer, separated by commas', listOf(integer(1)), [128]),
    )
    .addOption(flag('--output <size>', 'outputs of the readout', integer(1), 10))
    .option('--bidirectional', 'a second cell in every layer that reads backwards', false)
    .option('--no-bias', 'leave the biases out')
    .addOption(flag('--batch <examples>', 'examples in a training step', integer(1), 64))
    .addOption(flag('--steps <count>', 'time steps', integer(1), 28))
    .addOption(shared.json())
    .addHelpText('after', '\nExample:\n  unrolled analyze parameters --cell lstm --input 10 --hidden 128')
    .action(runParameters);
}

async function runParameters(flags: ParametersFlags): Promise<void> {
  const [{ modelParameters, trainingCost }, { describeParameters }] = await Promise.all([
    import('@unrolled/analysis'),
    import('@unrolled/charts'),
  ]);
  const { cell, input, hidden, output, bidirectional, bias, batch, steps } = flags;
  const shared = { cell, inputSize: input, outputSize: output, useBias: bias };
  const model = usage(() => modelParameters({ ...shared, hiddenSizes: hidden, bidirectional }));
  const cost = usage(() => trainingCost({ ...shared, hiddenSize: hidden[0]!, batchSize: batch, steps }));
  const study = { ...model, cost };
  if (flags.json) printJson(study);
  else print(describeParameters(study));
}
