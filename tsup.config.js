import { existsSync } from 'node:fs';
import { defineConfig } from 'tsup';
import { licences } from './scripts/licences.js';

const isCommand = existsSync('bin');

// For every package. What stands in its dependencies and peers stays an import; what its sources import of its
// devDependencies becomes part of it, as far as it is used, with its licence.
export default defineConfig({
  format: 'esm',
  dts: !isCommand,
  sourcemap: true,
  clean: true,
  esbuildPlugins: [licences],
  define: { PAPA_BROWSER_CONTEXT: 'true' }, // Papa Parse then asks for no stream of Node.js
  esbuildOptions(options) {
    options.sourcesContent = isCommand; // the others are published with their sources
  },
  // CommonJS packages that become part of the command ask for modules of Node.js.
  ...(isCommand && {
    banner: {
      js: "import { createRequire as requireOf } from 'node:module';\nconst require = requireOf(import.meta.url);",
    },
  }),
});
