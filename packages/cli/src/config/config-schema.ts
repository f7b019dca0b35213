import type { Command, Option } from 'commander';
import { valueSchema } from '../options.js';
import { isSwitch, settableOptions, sharedKeys, visibleCommands } from './config-keys.js';

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
    $schema: 'http://json-schema.org/draft-07/schema#',
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
  const value = isSwitch(option) ? { type: 'boolean' } : (valueSchema(option) ?? { type: 'string' });
  return { description, ...value, ...(defaultValue !== undefined && { default: defaultValue }) };
}
