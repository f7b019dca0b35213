import { isDeeper } from '@unrolled/datasets/options';
import * as v from 'valibot';

/**
 * What the JSON of a file holds, by its schema.
 *
 * @param file its name, for messages
 * @param what it is a record of, for messages
 * @throws Error that names the file, the field, what the field must be and what is there
 */
export function readJson<T>(
  file: string,
  what: string,
  schema: v.GenericSchema<unknown, T>,
  json: unknown,
): T {
  const { success, output, issues } = v.safeParse(schema, json, {
    message: ({ expected }) => inWords(expected ?? 'something else'),
  });
  if (success) return output;
  const [{ path, message, input, expected }] = issues;
  const name = path?.map(({ key }) => key).join('.');
  if (!name) throw new Error(`${file} holds no ${what}`);
  // What a list has by nature, as `every`, is not in the file.
  if (input === undefined || typeof input === 'function') throw new Error(`${file} names no ${name}`);
  if (expected === 'never') throw new Error(`${file}: ${name} is unknown`);
  throw new Error(`${file}: ${name} must be ${message}, received ${excerpt(input)}`);
}

/** @throws Error that names the file if its text is not JSON, or is nested deeper than any file that is written here */
export function parseJson(file: string, text: string): unknown {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (isDeeper(json, mostLevels)) throw new Error(`${file} is nested more than ${mostLevels} levels deep`);
  return json;
}

/** What walks through JSON, JSON.stringify among it, runs out of stack at some thousands. */
const mostLevels = 100;

/** Of a schema without words of its own, what it takes, as `("a" | "b")` or `Object`. */
function inWords(expected: string): string {
  const kinds = expected.replace(/^\((.*)\)$/, '$1').split(' | ');
  if (kinds[0]!.startsWith('"')) return `one of ${kinds.join(', ').replaceAll('"', '')}`;
  return kinds.map((kind) => articles[kind] ?? kind).join(' or ');
}

const articles: Readonly<Record<string, string>> = {
  Object: 'an object',
  Array: 'a list',
  string: 'a text',
  number: 'a number',
};

/** A value in a few characters. */
function excerpt(value: unknown): string {
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
