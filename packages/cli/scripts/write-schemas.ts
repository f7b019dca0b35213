// Writes what schema/ publishes. From the root: npx tsx --conditions=@unrolled/source packages/cli/scripts/write-schemas.ts
import { writeFileSync } from 'node:fs';
import { addDatasets } from '../src/commands/dataset.js';
import { configSchema } from '../src/config/config-schema.js';
import { createProgram } from '../src/program.js';

const program = createProgram();
await addDatasets(program.commands.find((command) => command.name() === 'dataset')!);
writeFileSync(
  new URL('../schema/unrolled.config.schema.json', import.meta.url),
  `${JSON.stringify(configSchema(program), null, 2)}\n`,
);
