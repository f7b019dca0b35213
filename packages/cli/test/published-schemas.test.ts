import { describe, expect, it } from 'vitest';
import { addDatasets } from '../src/commands/dataset.js';
import { createProgram } from '../src/program.js';
import { publishedSchemas } from './published-schemas.js';

const program = createProgram();
await addDatasets(program);

describe('the published schema', () => {
  // npx vitest run --project unit packages/cli/test/published-schemas.test.ts --update writes them.
  it.each(Object.entries(publishedSchemas(program)))(
    '%s is what follows from the specification',
    async (name, schema) => {
      const file = `../schema/${name}.schema.json`;
      await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
    },
  );
});
