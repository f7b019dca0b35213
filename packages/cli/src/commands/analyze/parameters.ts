import { cellKinds } from '@unrolled/analysis';
import { integer, listOf } from '@unrolled/datasets/options';
import { pick } from '@unrolled/tasks/spec';
import { describeCommand } from '../../command.js';
import { usage } from '../../errors.js';
import { flag, flags as shared, toggle } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

export const parametersCommand = describeCommand({
  name: 'parameters',
  summary: 'how many parameters a model has, and what a training step of its first layer costs',
  flags: () => ({
    cell: shared.cell(cellKinds),
    input: flag('--input <size>', 'features of the input', integer(1), 10),
    hidden: flag('--hidden <units>', 'units of each layer, separated by commas', listOf(integer(1)), [128]),
    output: flag('--output <size>', 'outputs of the readout', integer(1), 10),
    bidirectional: toggle('--bidirectional', 'a second cell in every layer that reads backwards'),
    layerNorm: toggle('--layer-norm', 'what every layer says is normalised'),
    bias: toggle('--no-bias', 'leave the biases out'),
    batch: flag('--batch <examples>', 'examples in a training step', integer(1), 64),
    steps: flag('--steps <count>', 'time steps', integer(1), 28),
    json: shared.json(),
  }),
  examples: ['unrolled analyze parameters --cell lstm --input 10 --hidden 128'],
  async run({ cell, input, hidden, output, bidirectional, layerNorm, bias = true, batch, steps, json }) {
    const { describeParameters, modelParameters, trainingCost } = await import('../../studies.js');
    const model = { cell, inputSize: input, outputSize: output, useBias: bias };
    const study = usage(() => ({
      ...modelParameters({ ...model, hiddenSizes: hidden, ...pick({ bidirectional, layerNorm }) }),
      cost: trainingCost({ ...model, hiddenSize: hidden[0]!, batchSize: batch, steps }),
    }));
    await showResult(study, describeParameters(study), {}, { json });
  },
});
