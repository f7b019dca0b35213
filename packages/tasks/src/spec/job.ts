import { dataDescription } from '@unrolled/datasets/data-description';
import { integer, type OptionSchemas, parseOptions } from '@unrolled/datasets/options';
import * as v from 'valibot';
import { type BackendName, backendChoices } from './backends.js';
import { taskDefinition } from './catalogue.js';
import { allSettings, type Changes, pick } from './changes.js';
import { type ModelName, type ModelSettings, type ModelSpec, models } from './models.js';
import { type OptimizerSettings, optimizerChoice, optimizers } from './optimizers.js';
import { type TrainingSettings, trainingSettings } from './settings.js';
import { type NamedTask, settledOptions, type TaskDefinition, type TaskOptions } from './task.js';

/** All that a run is made from; plain JSON, complete: nothing is left to a default. */
export interface Job {
  readonly task: NamedTask;
  readonly model: ModelSettings;
  readonly optimizer: OptimizerSettings;
  readonly settings: TrainingSettings;
  /** Fixes weights, batches and evaluation. */
  readonly seed: number;
  readonly backend: BackendName | 'auto';
}

const kinds = (specs: Readonly<Record<string, { readonly settings: OptionSchemas }>>) =>
  v.variant(
    'kind',
    Object.entries(specs).map(([kind, { settings }]) =>
      v.strictObject({ kind: v.literal(kind), ...settings }),
    ),
  );

/** Reads a model's settings out of JSON. */
export const modelSchema = kinds(models) as unknown as v.GenericSchema<unknown, ModelSettings>;

/** Reads a job out of JSON. */
export const jobSchema = v.strictObject({
  task: v.strictObject({
    name: v.string(),
    options: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
    made: v.exactOptional(
      v.strictObject({
        files: v.record(v.string(), v.string()),
        data: v.exactOptional(dataDescription),
      }),
    ),
  }),
  model: modelSchema,
  optimizer: kinds(optimizers),
  settings: v.strictObject(trainingSettings),
  seed: integer(0),
  backend: v.picklist(backendChoices),
}) as unknown as v.GenericSchema<unknown, Job>;

/** What a caller asks for; the rest is the task's own. */
export interface JobRequest {
  readonly model?: ModelName | undefined;
  /** What differs from the task's own settings. */
  readonly settings?: Changes | undefined;
  /** The same, for whichever model and optimizer it means something to; others leave it alone. */
  readonly shared?: Changes | undefined;
  readonly seed?: number | undefined;
  readonly backend?: Job['backend'] | undefined;
}

/**
 * The job that a request stands for.
 *
 * @throws RangeError that names the tasks if there is none of this name
 * @throws RangeError or TypeError that names the option or setting that is out of its domain or not the model's
 * @example
 * const job = planJob('palindrome', { length: 10 }, { model: 'gru', settings: { hiddenSize: 64 } });
 * job.task.options.length; // → 10
 * job.model.kind; // → 'gru'
 */
export function planJob(taskName: string, options: TaskOptions = {}, request: JobRequest = {}): Job {
  const definition = taskDefinition(taskName);
  const settled = settledOptions(definition, options);
  return {
    task: { name: taskName, options: settled },
    ...planTraining(definition, settled, request),
    seed: request.seed ?? 1,
    backend: request.backend ?? 'auto',
  };
}

/**
 * How a task with these options is trained: its own defaults, with what is asked for instead.
 *
 * @example
 * planTraining(taskDefinition('parity'), { length: 4 }, { settings: { steps: 50 } }).settings.steps; // → 50
 */
export function planTraining(
  { name, models: learners, defaults }: Pick<TaskDefinition, 'name' | 'models' | 'defaults'>,
  options: TaskOptions,
  { model = learners[0]!, settings = {}, shared = {} }: JobRequest,
): Pick<Job, 'model' | 'optimizer' | 'settings'> {
  if (!learners.includes(model)) {
    throw new TypeError(`${name}: model must be one of ${learners.join(', ')}, received ${model}`);
  }
  const asked: Changes = { ...shared, ...settings };
  // Chrono biases are a task's choice for its own first weights; a caller who chooses these chooses the
  // biases, too.
  const begunAnew = asked.initialization !== undefined || asked.forgetBias !== undefined;
  const values: Changes = {
    ...defaults(options, model),
    ...(models[model] as ModelSpec).usual,
    ...(begunAnew && { chrono: 0 }),
    ...asked,
  };
  const { optimizer } = parseOptions('train', optimizerChoice, pick(values, ['optimizer']));
  const parts = [models[model].settings, optimizers[optimizer].settings, trainingSettings] as const;
  const known = ['optimizer', ...parts.flatMap((part) => Object.keys(part))];
  const stray = Object.keys(settings).find((setting) => !known.includes(setting));
  if (stray !== undefined) {
    throw new TypeError(
      Object.hasOwn(allSettings, stray)
        ? `train: ${stray} is no setting of ${model} with ${optimizer}`
        : `train: there is no setting '${stray}'`,
    );
  }
  const settingsOf = (schemas: OptionSchemas) =>
    parseOptions('train', schemas, pick(values, Object.keys(schemas)));
  return {
    model: { kind: model, ...settingsOf(parts[0]) } as ModelSettings,
    optimizer: { kind: optimizer, ...settingsOf(parts[1]) } as OptimizerSettings,
    settings: settingsOf(parts[2]) as TrainingSettings,
  };
}
