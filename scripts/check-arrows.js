// Every dependency between the packages must run along the arrows of docs/architecture.md. That a package imports
// only what its package.json declares is the linter's business (noUndeclaredDependencies).
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

const faults = [];
for (const folder of readdirSync('packages')) {
  const { name, ...manifest } = JSON.parse(readFileSync(join('packages', folder, 'package.json'), 'utf8'));
  if (!allowed[name]) faults.push(`${name} has no place in the arrows`);
  for (const target of Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })) {
    if (target in allowed && !allowed[name]?.includes(target))
      faults.push(`${name} must not depend on ${target}`);
  }
}
for (const fault of faults) console.error(fault);
console.log(
  `arrows: ${faults.length === 0 ? 'every dependency runs along them' : `${faults.length} against`}`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
