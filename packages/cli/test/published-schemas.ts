import { integer } from '@unrolled/datasets/options';
import { allSettings, evaluation, modelNames, trainEvents, trainResult } from '@unrolled/tasks/spec';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { Command, Option } from 'commander';
import * as v from 'valibot';
import { isSwitch, settableOptions, sharedKeys, visibleCommands } from '../src/config/config-keys.js';
import { domainOf, mapValues } from '../src/flags.js';
import { taskFlags } from '../src/training-flags.js';

/** What a line of `unrolled train --json` can be: an event, the last one the result. */
const trainLines = { ...trainEvents, done: trainResult };

/** Every schema that follows from the specification, by the name of its file. */
export function publishedSchemas(program: Command): Readonly<Record<string, object>> {
  const point = {
    cell: v.picklist(modelNames),
    seed: integer(0),
    ...mapValues({ ...taskFlags(), ...allSettings }, () =>
      v.exactOptional(v.union([v.string(), v.number()])),
    ),
  };
  const group = {
    ...v.omit(v.object(point), ['seed']).entries,
    seeds: v.array(integer(0)),
    loss: spread,
    accuracy: v.exactOptional(spread),
    steps: spread,
  };
  const result = {
    ...point,
    ...evaluation,
    steps: integer(0),
    seconds: v.number(),
    stopped: trainResult.stopped,
    build: v.string(),
    run: v.string(),
  };
  const results = v.strictObject({
    task: v.string(),
    baseline: trainResult.baseline,
    rows: v.array(v.strictObject(result)),
    groups: v.array(v.strictObject(group)),
    failed: v.array(v.strictObject({ run: v.string(), error: v.string() })),
    charts: v.array(v.string()),
  });
  return {
    'unrolled.config': configSchema(program),
    train: titled(
      'A line of `unrolled train --json`: an event, the last one the result.',
      v.union(lines({})),
    ),
    sweep: titled(
      'A line of `unrolled sweep --json`: an event of one of its runs, or at last the results.',
      v.union([...lines(point), results]),
    ),
  };
}

function lines(more: v.ObjectEntries) {
  return Object.entries(trainLines).map(([type, entries]) =>
    v.strictObject({ type: v.literal(type), ...more, ...entries }),
  );
}

function titled(title: string, schema: v.GenericSchema): object {
  return { $schema: draft, title, ...jsonSchema(schema) };
}

const spread = v.strictObject({ mean: v.number(), min: v.number(), max: v.number() });
const draft = 'http://json-schema.org/draft-07/schema#';

/** JSON Schema of `unrolled.config.json`, which editors complete and check by, from the commands themselves. */
export function configSchema(program: Command): object {
  const commands = commandProperties(program) as Record<string, { properties: Record<string, object> }>;
  const shared = Object.fromEntries(
    sharedKeys.map((key) => {
      const { properties } = Object.values(commands).find((command) => key in command.properties)!;
      return [key, properties[key]];
    }),
  );
  return {
    $schema: draft,
    title: 'unrolled.config.json',
    description: 'Defaults for the command unrolled, command by command; flags win.',
    type: 'object',
    additionalProperties: false,
    properties: { $schema: { type: 'string' }, ...shared, ...commands },
  };
}

function commandProperties(command: Command): Record<string, object> {
  const withOptions = visibleCommands(command).map((below) => {
    const options = Object.entries(settableOptions(below)).map(([key, option]) => [
      key,
      optionSchema(option),
    ]);
    const properties = { ...Object.fromEntries(options), ...commandProperties(below) };
    const description = below.description();
    return [below.name(), { description, type: 'object', additionalProperties: false, properties }] as const;
  });
  return Object.fromEntries(withOptions.filter(([, { properties }]) => Object.keys(properties).length > 0));
}

function optionSchema(option: Option): object {
  const { description, defaultValue } = option;
  const domain = domainOf(option);
  const value = isSwitch(option) ? { type: 'boolean' } : domain ? jsonSchema(domain) : { type: 'string' };
  return { description, ...value, ...(defaultValue !== undefined && { default: defaultValue }) };
}

/** JSON Schema of what a domain takes; what JSON cannot hold, as infinity, needs no refusal. */
export function jsonSchema(domain: v.GenericSchema): object {
  const { $schema: _, ...schema } = toJsonSchema(domain, {
    errorMode: 'ignore',
    typeMode: 'input',
    ignoreActions: ['metadata'],
  });
  return schema;
}
