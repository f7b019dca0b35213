import {
  describeOptions,
  flagName,
  type OptionDescription,
  type OptionSchemas,
} from '@unrolled/datasets/options';
import {
  allSettings,
  type Changes,
  type Job,
  type ModelName,
  models,
  optimizerChoice,
  optimizers,
  planJob,
  type TaskOptions,
  taskDefinition,
  taskDefinitions,
  trainingSettings,
} from '@unrolled/tasks/spec';

/**
 * What is asked of a run: a task and, as text, whatever is to differ from the task's own choices, by the names of the
 * specification; `model` and `seed` are among them.
 */
export interface Request {
  readonly task: string;
  readonly given: Readonly<Record<string, string>>;
}

/** Whether a task is of the digits that come with the page. */
export const readsDigits = (task: string) => task === 'mnist-rows';

/** The tasks that need nothing from outside, and one for the digits that come with the page. */
export const tasks = Object.values(taskDefinitions).filter(
  ({ name, options }) => name !== 'data' && (readsDigits(name) || !('unverified' in options)),
);

/** What a task begins with on the page: of a few hundred digits fewer are held out, and they are gone over more often. */
export const beginningOf = (task: string): Request => ({
  task,
  given: readsDigits(task) ? { validation: '100', unverified: 'true', batchSize: '50', epochs: '40' } : {},
});

/** The same of another task: what was chosen stays, but for what the task before began with by itself. */
export function ofTask(task: string, { task: before, given }: Request): Request {
  const begun = beginningOf(before).given;
  const chosen = Object.entries(given).filter(([name, text]) => begun[name] !== text);
  return tidied({ task, given: { ...Object.fromEntries(chosen), ...beginningOf(task).given } });
}

/** Where a network can be trained in a page. */
const backends = ['wasm', 'webgpu'] as const;

/** Something that can be chosen: what it is, what it may be, and what it is unless it is given. */
export interface Control {
  readonly name: string;
  readonly description: OptionDescription;
  readonly flag: string;
  readonly usual: string;
}

/**
 * The job that a request stands for, in the browser: on wasm unless it asks for another backend.
 *
 * @throws RangeError or TypeError that says what was wrong and what would be right
 */
export function jobOf({ task, given }: Request): Job {
  const { model, seed, backend = 'wasm', ...others } = given;
  const { options: schemas } = taskDefinition(task);
  const described = describeOptions({ ...allSettings, ...schemas });
  const values = Object.entries(others).map(([name, text]) => [name, read(text, described[name])] as const);
  const ofTask = values.filter(([name]) => Object.hasOwn(schemas, name));
  const ofTraining = values.filter(([name]) => !Object.hasOwn(schemas, name));
  return planJob(task, Object.fromEntries(ofTask) as TaskOptions, {
    ...(model !== undefined && { model: model as ModelName }),
    settings: Object.fromEntries(ofTraining) as Changes,
    ...(seed !== undefined && { seed: Number(seed) }),
    backend: backend as Job['backend'],
  });
}

/** Everything that can be chosen, in groups. Which there are depends on task, model and optimizer. */
export function controlsOf(
  request: Request,
): Readonly<Record<'task' | 'model' | 'training', readonly Control[]>> {
  const definition = taskDefinition(request.task);
  const job = planned(request, ['model', 'optimizer']);
  const usual: Readonly<Record<string, unknown>> = {
    ...planJob(request.task).task.options,
    ...job.model,
    ...job.optimizer,
    ...job.settings,
    optimizer: planned(request, ['model']).optimizer.kind,
  };
  const controls = (schemas: OptionSchemas): Control[] =>
    Object.entries(describeOptions(schemas)).map(([name, description]) => ({
      name,
      description,
      flag: flagName(name, schemas[name]!),
      usual: textOf(usual[name]),
    }));
  const model: Control = {
    name: 'model',
    description: { type: 'choice', description: 'what is trained', choices: definition.models },
    flag: '--cell',
    usual: definition.models[0]!,
  };
  const seed: Control = {
    name: 'seed',
    description: { type: 'integer', description: 'fixes weights, batches and evaluation', min: 0 },
    flag: '--seed',
    usual: '1',
  };
  const backend: Control = {
    name: 'backend',
    description: { type: 'choice', description: 'what computes', choices: backends },
    flag: '--backend',
    usual: 'wasm',
  };
  return {
    task: controls(definition.options),
    model: [model, ...controls(models[job.model.kind].settings)],
    training: [
      ...controls(optimizerChoice),
      ...controls(optimizers[job.optimizer.kind].settings),
      seed,
      backend,
      ...controls(trainingSettings),
    ],
  };
}

/** The request without what it repeats of the usual, and what there is nothing of any more. */
export function tidied(request: Request): Request {
  const controls = Object.values(controlsOf(request)).flat();
  const kept = controls.flatMap(({ name, usual }) => {
    const text = request.given[name];
    return text === undefined || text === '' || text === usual ? [] : [[name, text] as const];
  });
  return { task: request.task, given: Object.fromEntries(kept) };
}

/** What tells requests from each other, as `initialization uniform`; nothing of one alone. */
export function labelsOf(requests: readonly Request[]): string[] {
  const values = requests.map(
    (request) =>
      new Map(
        Object.values(controlsOf(request))
          .flat()
          .map(({ name, usual }) => [name, request.given[name] ?? usual]),
      ),
  );
  const differs = (name: string) =>
    values.every((value) => value.has(name)) && new Set(values.map((value) => value.get(name))).size > 1;
  const names = [...values[0]!.keys()].filter(differs);
  return values.map((value) => names.map((name) => `${wordsOf(name)} ${value.get(name)}`).join(', '));
}

/** A name as people read it. */
export const wordsOf = (name: string) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** The run as a command line, but for where it is kept. */
export function commandLine(request: Request): string {
  const words = Object.values(controlsOf(request))
    .flat()
    .flatMap(({ name, flag, description }) => {
      const text = request.given[name];
      if (text === undefined) return [];
      if (description.type === 'boolean') return text === 'true' ? [flag] : [];
      return [flag, text];
    });
  const backend = request.given.backend === undefined ? ['--backend wasm'] : [];
  return ['npx unrolled train', request.task, ...words, ...backend].join(' ');
}

/** The job of what is given of the task and by these names; where that is wrong, which is said elsewhere, of less. */
function planned({ task, given }: Request, names: readonly string[]): Job {
  const { options } = taskDefinition(task);
  const those = (isKept: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => isKept(name)));
  const named = those((name) => names.includes(name));
  for (const chosen of [those((name) => Object.hasOwn(options, name) || names.includes(name)), named]) {
    try {
      return jobOf({ task, given: chosen });
    } catch {}
  }
  return jobOf({ task, given: {} });
}

function read(text: string, description: OptionDescription | undefined): unknown {
  switch (description?.type) {
    case 'integer':
    case 'number':
      return Number(text);
    case 'numbers':
    case 'integers': {
      const numbers = text.split(',').map(Number);
      return numbers.length === 1 ? numbers[0] : numbers;
    }
    case 'boolean':
      return text === 'true';
    default:
      return text;
  }
}

const textOf = (value: unknown) => (value === null || value === undefined ? '' : String(value));

/** The request that stands for a job. */
export function requestOf({ task, model, optimizer, settings, seed, backend }: Job): Request {
  const [{ kind, ...ofModel }, { kind: name, ...ofOptimizer }] = [model, optimizer];
  const values = {
    ...task.options,
    ...ofModel,
    ...ofOptimizer,
    ...settings,
    model: kind,
    optimizer: name,
    seed,
    backend: backend === 'webgpu' ? backend : 'wasm',
  };
  const given = Object.entries(values).map(([name, value]) => [name, textOf(value)]);
  return tidied({ task: task.name, given: Object.fromEntries(given) });
}
