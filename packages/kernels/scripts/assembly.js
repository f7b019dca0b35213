// Compiles assembly/ twice, for SIMD and for relaxed SIMD, and writes both as base64 into src/generated/.
import { mkdirSync, writeFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

// The module owns no memory: it imports the backend's, takes every address as an argument, and has neither data
// segments nor a stack or heap of its own.
const options = [
  'assembly/index.ts',
  '-O3',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
  '--enable',
  'simd',
];
const builds = { simd: [], relaxedSimd: ['--enable', 'relaxed-simd'] };

const lines = [];
for (const [name, features] of Object.entries(builds)) {
  let wasm;
  const { error, stderr } = await asc.main([...options, ...features, '--outFile', 'kernels.wasm'], {
    writeFile: (_, contents) => {
      wasm = contents;
    },
  });
  if (error) throw new Error(stderr.toString());
  lines.push(`export const ${name} =\n  '${Buffer.from(wasm).toString('base64')}';\n`);
}
mkdirSync('src/generated', { recursive: true });
writeFileSync('src/generated/wasm.ts', lines.join(''));
