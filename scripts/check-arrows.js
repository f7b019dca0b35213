// Every import and every package.json dependency must run along the arrows of docs/architecture.md.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const allowed = {
  '@unrolled/datasets': [],
  '@unrolled/analysis': [],
  '@unrolled/kernels': [],
  '@unrolled/cells': ['@unrolled/kernels'],
  '@unrolled/tasks': ['@unrolled/datasets', '@unrolled/analysis', '@unrolled/kernels', '@unrolled/cells'],
  '@unrolled/charts': ['@unrolled/datasets', '@unrolled/analysis', '@unrolled/tasks'],
  unrolled: [
    '@unrolled/datasets',
    '@unrolled/analysis',
    '@unrolled/kernels',
    '@unrolled/cells',
    '@unrolled/tasks',
    '@unrolled/charts',
  ],
};
/** What may be imported as types only, because what it brings at run time has no place there. */
const typesOnly = { '@unrolled/charts': ['@unrolled/tasks'] };
const ours = (specifier) => /^(@unrolled\/[^/]+|unrolled)(?=\/|$)/.exec(specifier)?.[0];
const importPattern =
  /(?:\b((?:import|export)\s+type\s[^'"]*?)?\bfrom|\bimport|\bimport\()\s*['"]([^'"]+)['"]/g;

const faults = [];
for (const folder of readdirSync('packages')) {
  const root = join('packages', folder);
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const may = allowed[manifest.name];
  if (!may) {
    faults.push(`${root}: ${manifest.name} has no place in the arrows`);
    continue;
  }
  const declared = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  for (const name of declared.filter(ours)) {
    if (!may.includes(name)) faults.push(`${root}/package.json: ${manifest.name} must not depend on ${name}`);
  }
  for (const entry of readdirSync(join(root, 'src'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts')) continue;
    const file = join(entry.parentPath, entry.name);
    for (const [, types, specifier] of readFileSync(file, 'utf8').matchAll(importPattern)) {
      const target = ours(specifier);
      if (!target || target === manifest.name) continue;
      if (!may.includes(target)) faults.push(`${file}: ${manifest.name} must not import ${target}`);
      else if (!types && typesOnly[manifest.name]?.includes(target))
        faults.push(`${file}: ${manifest.name} may import only types from ${target}`);
      else if (!declared.includes(target))
        faults.push(`${file}: ${target} is missing from ${root}/package.json`);
    }
  }
}
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0 ? 'arrows: every import runs along them' : `arrows: ${faults.length} against`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
