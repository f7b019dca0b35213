import type { SequenceBatch, SequenceDataset } from '@unrolled/datasets';
import type { DataDescription } from '@unrolled/datasets/data-description';
import type { EncodedExamples } from '@unrolled/datasets/own-data';
import type { Changes } from './changes.js';
import { dataQuestion, type Tools } from './data-question.js';
import { type Examples, finiteExamples, shareShown } from './examples.js';
import type { Standardization } from './standardization.js';
import type { Part, TaskContent } from './task.js';

/** How a model is trained on data of which nothing is known beforehand. */
export function dataDefaults(scheme: SequenceDataset['scheme']): Changes {
  return {
    hiddenSize: 64,
    batchSize: 32,
    learningRate: 3e-3,
    stepsPerEpoch: null,
    schedule: 'cosine',
    epochs: 30,
    stopAtAccuracy: null,
    ...(scheme === 'encoder-decoder' && { feedback: 'teacher-forcing' }),
  };
}

/** A task's content out of data that were understood; parts that were not read are refused when they are asked for. */
export function dataContent(
  {
    description,
    parts,
  }: {
    readonly description: DataDescription;
    readonly parts: Readonly<Partial<Record<Part, EncodedExamples>>>;
  },
  tools: Tools,
): Omit<TaskContent, 'made'> {
  const { inputs, targets, layout, shortest, longest, longestAnswer, baseline } = description;
  const { scheme } = layout;
  const inputSize = inputs.reduce((sum, feature) => sum + tools.widthOf(feature), 0);
  const standardized = standardizationOf(description);
  const steps =
    scheme === 'encoder-decoder'
      ? Math.max(longest, longestAnswer)
      : shortest === longest
        ? longest
        : undefined;
  return {
    dataset: {
      name: 'data',
      scheme,
      inputSize,
      outputSize: targets.kind === 'class' ? targets.classes.length : targets.names.length,
      targetKind: targets.kind,
      baseline,
      ...(steps !== undefined && { steps }),
      ...(targets.kind === 'real' && targets.names.length === 1 && { deviation: targets.deviation[0]! }),
      ...(scheme === 'encoder-decoder' && {
        padding: 'front' as const,
        ...(standardized.standardization && { paddedWith: standardized.standardization.mean }),
      }),
    },
    examples: examplesIn(parts),
    ...standardized,
    ...(targets.kind === 'real' && { answerScale: { mean: targets.mean, deviation: targets.deviation } }),
    features: inputs.flatMap((feature) =>
      feature.kind === 'number'
        ? [feature.name]
        : feature.symbols.map((symbol) => `${feature.name}=${symbol}`),
    ),
    question: dataQuestion(description, tools),
    understood: description,
  };
}

/** Numbers to mean 0 and deviation 1, symbols as they are; nothing where all are symbols. */
function standardizationOf({ inputs }: DataDescription): { readonly standardization?: Standardization } {
  if (inputs.every(({ kind }) => kind === 'symbol')) return {};
  const channels = inputs.flatMap((feature) =>
    feature.kind === 'number' ? [feature] : feature.symbols.map(() => ({ mean: 0, deviation: 1 })),
  );
  return {
    standardization: {
      mean: channels.map(({ mean }) => mean),
      deviation: channels.map(({ deviation }) => deviation),
    },
  };
}

function examplesIn(parts: Readonly<Partial<Record<Part, EncodedExamples>>>): Examples {
  const part = (name: Part) => {
    const examples = parts[name];
    return (
      examples ?? {
        size: 0,
        examples(): SequenceBatch {
          throw new TypeError(`data: the ${name} part was not read`);
        },
      }
    );
  };
  const train = part('training');
  const examples = finiteExamples({ train, validation: part('validation'), test: part('test') });
  return {
    ...examples,
    // Files hold the same example twice more often than their owners think.
    shareSeen: (seed, steps, batchSize) =>
      shareShown(examples, seed, Math.min(steps, Math.ceil(train.size / batchSize)), batchSize),
  };
}
