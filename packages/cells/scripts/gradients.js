// Bundles the module of tfjs-core that registers the gradients of its ops into src/generated/. Node.js gets tfjs-core as
// one CommonJS file without them, and cannot import that module, whose own imports lack their extensions. All that it
// calls is imported from tfjs-core where that exports it, so that there is one engine, one registry and one of each op.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { build } from 'esbuild';

const core = '@tensorflow/tfjs-core';
const exported = createRequire(import.meta.url)(core);

/** Modules whose exports tfjs-core has in an object. */
const objects = {
  util: 'util',
  slice_util: 'slice_util',
  axis_util: 'backend_util',
  broadcast_util: 'backend_util',
  conv_util: 'backend_util',
  selu_util: 'backend_util',
};
/** Modules that tfjs-core does not export as they are, by what stands in for them. */
const substitutes = {
  engine: `import { engine } from '${core}'; export const ENGINE = engine();`,
  // Whoever imported all of tfjs has the gradients, and whoever registered one of their own keeps it.
  kernel_registry: `import { getGradient, registerGradient as register } from '${core}';
    export const registerGradient = (config) => { if (!getGradient(config.kernelName)) register(config); };`,
  // A gradient is given tensors, and hands on tensors.
  tensor_util_env: 'export const convertToTensor = (tensor) => tensor;',
};
for (const [module, object] of Object.entries(objects)) {
  const members = Object.keys(exported[object]).map(
    (name) => `export const ${name} = /* @__PURE__ */ (() => ${object}.${name})();\n`,
  );
  substitutes[module] = `import { ${object} } from '${core}';\n${members.join('')}`;
}

const camelCase = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const isExported = (path) =>
  ['base', 'kernel_names', 'operation'].includes(basename(path)) ||
  (!path.endsWith('_grad') && camelCase(basename(path)) in exported);

const oneCore = {
  name: 'one-core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ path }) => {
      if (basename(path) in substitutes) return { path: basename(path), namespace: 'substitute' };
      return isExported(path) ? { path: core, external: true, sideEffects: false } : undefined;
    });
    onResolve({ filter: new RegExp(`^${core}$`) }, () => ({
      path: core,
      external: true,
      sideEffects: false,
    }));
    onLoad({ filter: /.*/, namespace: 'substitute' }, ({ path }) => ({ contents: substitutes[path] }));
  },
};

const { outputFiles } = await build({
  stdin: { contents: `import '${core}/dist/register_all_gradients.js';`, resolveDir: import.meta.dirname },
  bundle: true,
  format: 'esm',
  target: 'es2022',
  write: false,
  plugins: [oneCore],
});
const code = outputFiles[0].text;
const imported = [...code.matchAll(/^import \{ (\w+)/gm)].map(([, name]) => name);
const missing = imported.filter((name) => !(name in exported));
if (missing.length > 0) throw new Error(`${core} does not export ${missing.join(', ')}`);

mkdirSync('src/generated', { recursive: true });
writeFileSync('src/generated/tfjs-gradients.ts', `// @ts-nocheck\n${code}\nexport {};\n`);
