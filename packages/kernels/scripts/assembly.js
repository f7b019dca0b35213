// Compiles assembly/ for SIMD and for relaxed SIMD, and writes the modules as base64 and what their functions take into
// src/generated/.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

// The module owns no memory: it imports the backend's, takes every address as an argument, and has neither
// data segments nor a stack or heap of its own.
const options = (
  'assembly/index.ts -O3 --converge --noAssert --runtime stub --importMemory --noExportMemory --initialMemory 1 ' +
  '--maximumMemory 65536 --bindings raw --outFile kernels.wasm --enable simd'
).split(' ');
const features = { simd: [], relaxedSimd: ['--enable', 'relaxed-simd'] };

mkdirSync('src/generated', { recursive: true });
const lines = [];
for (const [name, feature] of Object.entries(features)) {
  const { wasm, types } = await compile(feature);
  lines.push(`export const ${name} =\n  '${wasm.toString('base64')}';\n`);
  writeFileSync('src/generated/functions.ts', types);
}
writeFileSync('src/generated/wasm.ts', lines.join(''));

async function compile(feature) {
  const files = {};
  const { error, stderr } = await asc.main([...options, ...feature], {
    writeFile: (name, contents) => {
      files[name] = contents;
    },
  });
  if (error) throw new Error(stderr.toString());
  const functions = [...files['kernels.d.ts'].matchAll(/^ {2}export function (\w+)\((.*)\): (\w+);$/gm)];
  const types = functions.map(([, name, parameters, result]) => `  ${name}(${parameters}): ${result};\n`);
  const names = functions.map(
    ([, name, parameters]) => `  ${name}: ${JSON.stringify(parameters.match(/\w+(?=:)/g) ?? [])},\n`,
  );
  return {
    wasm: Buffer.from(files['kernels.wasm']),
    types: `/** The functions of assembly/index.ts: addresses in bytes, sizes as counts; an absent tensor has address 0. */
export interface KernelFunctions {\n${types.join('')}}
/** The names of their parameters. */
export const parameterNames = {\n${names.join('')}} as const;\n`,
  };
}
