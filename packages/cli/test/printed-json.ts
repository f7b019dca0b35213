import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'vitest';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });

/** What tells whether a value is as the published schema of this name has it. */
export function publishedSchema(name: string) {
  const file = new URL(`../schema/${name}.schema.json`, import.meta.url);
  return ajv.getSchema(name) ?? ajv.addSchema(JSON.parse(readFileSync(file, 'utf8')), name).getSchema(name)!;
}

/** What a command printed with `--json`, line by line, each as the published schema of this name has it, and nothing else. */
export function printedJson(stdout: string, name: string) {
  const validate = publishedSchema(name);
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  expect(lines.length).toBeGreaterThan(0);
  return lines.map((line) => {
    const value = JSON.parse(line);
    validate(value);
    expect(validate.errors ?? []).toEqual([]);
    return value;
  });
}
