import { oneOf, parseOptions } from '@unrolled/datasets/options';
import {
  allSettings,
  type Changes,
  dataTask,
  type Job,
  knownTasks,
  type ModelName,
  modelNames,
  optimizers,
  planTraining,
  type TaskDefinition,
  type TaskOptions,
} from '@unrolled/tasks/spec';
import type { Option } from 'commander';
import * as v from 'valibot';
import { UsageError } from './errors.js';
import {
  describe,
  domainIn,
  type Flag,
  type FlagValues,
  flag,
  flagOf,
  mapValues,
  valuesOf,
} from './flags.js';

/** Which flags: those of one task, with its defaults, or of all; with one value each, or several. */
export interface FlagChoice {
  readonly task?: TaskDefinition | undefined;
  readonly several?: boolean;
}

/** Every option of a task, by name, with the tasks that have it. */
function optionsOfTasks(): Readonly<Record<string, Readonly<Record<string, v.GenericSchema>>>> {
  const found: Record<string, Record<string, v.GenericSchema>> = {};
  for (const { name: task, options } of knownTasks()) {
    for (const [name, schema] of Object.entries(options)) found[name] = { ...found[name], [task]: schema };
  }
  return found;
}

/**
 * The flags of task options, by the options' names. Those of other tasks than the one given are read and not shown, so that
 * it is the task that says what it has no use for.
 */
export function taskFlags({ task, several = false }: FlagChoice = {}): Record<string, Option> {
  return mapValues(optionsOfTasks(), (owners, name) => {
    const own = task?.options[name];
    if (own) return flagOf(name, own, { defaultWords: sayDefault(describe(own).default), several });
    return flagOf(name, loosest(Object.values(owners)), { help: helpOf(owners), several }).hideHelp(
      task !== undefined,
    );
  });
}

/** The flags of settings, by the settings' names; those that mean something to no model of the task are not shown. */
export function settingFlags({ task, several = false }: FlagChoice = {}): Record<string, Option> {
  const defaults = task && defaultsByModel(task);
  return mapValues(allSettings, (schema, name) => {
    if (!defaults) return flagOf(name, schema, { several });
    const words = defaultWords(defaults, name);
    return flagOf(name, schema, { defaultWords: words === 'off' ? undefined : words, several }).hideHelp(
      words === '' && !isOfOptimizer(name),
    );
  });
}

const isOfOptimizer = (name: string) => Object.values(optimizers).some(({ settings }) => name in settings);

/** The flag of the model, the cell of a recurrent one; the task's usual one unless given. */
export function modelFlag(task?: TaskDefinition): Flag<ModelName | undefined> {
  const names = task?.models ?? modelNames;
  const usual = task ? names[0]! : "the task's own";
  return flag(
    '--model, --cell <kind>',
    `what is trained: ${names.join(', ')} (default: ${usual})`,
    oneOf(names),
  );
}

/** What a task trains with by default, model by model: every setting that the model has, by name. */
export function defaultsByModel(task: TaskDefinition): Readonly<Record<string, Record<string, unknown>>> {
  const options = parseOptions(task.name, task.options, {}) as TaskOptions;
  return Object.fromEntries(
    task.models.map((name) => {
      return [name, settingsOf(planTraining(task, options, { model: name }))];
    }),
  );
}

/** Every setting of a job, by name. */
export function settingsOf({ model, optimizer, settings }: Pick<Job, 'model' | 'optimizer' | 'settings'>) {
  return { ...model, ...optimizer, ...settings, optimizer: optimizer.kind };
}

/** What models have for a setting by default, as `0.003; rnn: 0.001`; nothing where none of them has it. */
export function defaultWords(defaults: ReturnType<typeof defaultsByModel>, name: string): string {
  const said = Object.entries(defaults)
    .filter(([, values]) => name in values)
    .map(([model, values]) => ({ model, value: sayDefault(values[name]) }));
  const usual = said[0]?.value ?? '';
  const others = said.filter(({ value }) => value !== usual).map(({ model, value }) => `${model}: ${value}`);
  return [usual, ...others].join('; ');
}

/** What train's flags ask for. */
export function requestOf(values: FlagValues): {
  readonly options: TaskOptions;
  readonly settings: Changes;
  readonly model: ModelName | undefined;
} {
  return {
    options: valuesOf(taskFlags(), values) as TaskOptions,
    settings: valuesOf(settingFlags(), values) as Changes,
    model: values.cell as ModelName | undefined,
  };
}

/** The task that the command line names, defines, or gives data for. @throws UsageError if there is none */
export function taskNamed(asked: string | undefined, { data, task }: FlagValues): string {
  const name = asked ?? task ?? (data === undefined ? undefined : dataTask.name);
  if (name !== undefined) return name as string;
  throw new UsageError('name a task, as `palindrome`, or give --data with a file of your own');
}

/** A default as a person reads it. */
export function sayDefault(value: unknown): string {
  if (value === undefined) return '';
  if (value === false) return 'off';
  return value === null ? 'none' : String(value);
}

/** The schema that takes the most, where tasks bound the same option differently; the task then refuses what it does not take. */
function loosest(schemas: readonly v.GenericSchema[]): v.GenericSchema {
  const described = schemas.map(describe);
  const choices = described.flatMap((each) => (each.type === 'choice' ? each.choices : []));
  if (described.every(({ type }) => type === 'choice')) return oneOf([...new Set(choices)]);
  if (new Set(described.map(({ type }) => type)).size > 1) {
    const isText = (schema: v.GenericSchema) => Number(describe(schema).type === 'text');
    return v.union(schemas.toSorted((a, b) => isText(a) - isText(b)).map(domainIn));
  }
  const width = (schema: v.GenericSchema) => {
    const { min = -Number.MAX_VALUE, max = Number.MAX_VALUE } = describe(schema) as {
      readonly min?: number;
      readonly max?: number;
    };
    return max / 2 - min / 2;
  };
  return schemas.reduce((loose, schema) => (width(schema) > width(loose) ? schema : loose));
}

/** Whose an option is and what it is there, as "palindrome: digits in the palindrome; parity: steps in the sequence". */
function helpOf(owners: Readonly<Record<string, v.GenericSchema>>): string {
  const texts = mapValues(owners, (schema) => describe(schema).description);
  return [...new Set(Object.values(texts))]
    .map((text) => {
      const tasks = Object.keys(texts).filter((task) => texts[task] === text);
      return `${tasks.join(', ')}: ${text}`;
    })
    .join('; ');
}
