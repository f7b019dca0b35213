import { cellKinds } from '@unrolled/analysis';
import { integer, listOf } from '@unrolled/datasets/options';
import { models, pick } from '@unrolled/tasks/spec';
import { describeCommand } from '../../command.js';
import { UsageError, usage } from '../../errors.js';
import { flag, flagOf, flags as shared, toggle } from '../../flags.js';
import { showResult } from '../../render/show-result.js';

const { heads, expansion, positions } = models.transformer.settings;

/** What means something to recurrent cells alone, and to a transformer alone. */
const ofCells = () => ({
  bidirectional: toggle('--bidirectional', 'a second cell in every layer that reads backwards'),
  layerNorm: toggle('--layer-norm', 'what every layer says is normalised'),
  bias: toggle('--no-bias', 'leave the biases out'),
});
const ofTransformer = () => ({
  heads: flagOf('heads', heads, { withDefault: true }),
  expansion: flagOf('expansion', expansion, { withDefault: true }),
  positions: flagOf('positions', positions, { withDefault: true }),
});

export const parametersCommand = describeCommand({
  name: 'parameters',
  summary:
    'how many parameters a model has, and what a training step of its first layer, or of a transformer, costs',
  flags: () => ({
    cell: shared.cell([...cellKinds, 'transformer'], 'cell, or model'),
    input: flag('--input <size>', 'features of the input', integer(1), 10),
    hidden: flag('--hidden <units>', 'units of each layer, separated by commas', listOf(integer(1)), [128]),
    output: flag('--output <size>', 'outputs of the readout', integer(1), 10),
    ...ofCells(),
    ...ofTransformer(),
    batch: flag('--batch <examples>', 'examples in a training step', integer(1), 64),
    steps: flag('--steps <count>', 'time steps', integer(1), 28),
    json: shared.json(),
  }),
  examples: [
    'unrolled analyze parameters --cell lstm --input 10 --hidden 128',
    'unrolled analyze parameters --cell transformer --hidden 64,64',
  ],
  async run({ cell, input, hidden, output, batch, steps, json, ...flags }, _, command) {
    const {
      describeParameters,
      modelParameters,
      readoutParameters,
      trainingCost,
      transformerCost,
      transformerParameters,
    } = await import('../../studies.js');
    const strange = Object.entries(cell === 'transformer' ? ofCells() : ofTransformer()).find(
      ([name]) => command.getOptionValueSource(name) === 'cli',
    );
    if (strange) {
      const whose = cell === 'transformer' ? 'is for recurrent cells' : 'is for a transformer';
      throw new UsageError(`${strange[1].long} ${whose}, received --cell ${cell}`);
    }
    const step = { inputSize: input, hiddenSize: hidden[0]!, outputSize: output, batchSize: batch, steps };
    if (cell === 'transformer') {
      const other = hidden.find((units) => units !== hidden[0]);
      if (other)
        throw new UsageError(
          `--hidden of a transformer must be one width for all layers, received ${hidden}`,
        );
      const { heads, expansion, positions } = flags as {
        heads: number;
        expansion: number;
        positions: string;
      };
      if (hidden[0]! % (2 * heads) !== 0)
        throw new UsageError(
          `--hidden of a transformer must be an even multiple of the ${heads} heads, received ${hidden[0]}`,
        );
      const shape = {
        ...step,
        layers: hidden.length,
        heads,
        feedForwardSize: expansion * hidden[0]!,
        ...(positions === 'learnt' && { learntPositions: steps }),
      };
      const parameters = [...transformerParameters(shape), ...readoutParameters(shape)];
      const total = parameters.reduce((sum, { count }) => sum + count, 0);
      const study = { parameters, total, cost: transformerCost(shape) };
      await showResult(study, describeParameters(study, { of: 'all layers' }), {}, { json });
      return;
    }
    const { bidirectional, layerNorm, bias: useBias = true } = flags;
    const study = usage(() => ({
      ...modelParameters({
        cell,
        inputSize: input,
        outputSize: output,
        hiddenSizes: hidden,
        useBias,
        ...pick({ bidirectional, layerNorm }),
      }),
      cost: trainingCost({ ...step, cell, useBias }),
    }));
    await showResult(study, describeParameters(study), {}, { json });
  },
});
