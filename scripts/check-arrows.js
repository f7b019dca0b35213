// Every dependency between the packages must run along the arrows of docs/architecture.md. That a package imports
// only what its package.json declares is the linter's business (noUndeclaredDependencies).
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const allowed = {
  datasets: [],
  analysis: [],
  native: [],
  kernels: ['native'],
  cells: ['kernels'],
  tasks: ['datasets', 'analysis', 'kernels', 'cells'],
  charts: ['datasets', 'analysis', 'tasks'],
  queue: ['datasets', 'tasks'],
  cli: ['datasets', 'analysis', 'native', 'kernels', 'cells', 'tasks', 'charts', 'queue'],
};

const manifests = readdirSync('packages').map((folder) => {
  const manifest = JSON.parse(readFileSync(join('packages', folder, 'package.json'), 'utf8'));
  return { folder, ...manifest };
});
const folderOf = Object.fromEntries(manifests.map(({ folder, name }) => [name, folder]));

const faults = manifests.flatMap(({ folder, dependencies, optionalDependencies, peerDependencies }) => {
  if (!allowed[folder]) return [`${folder} has no place in the arrows`];
  const targets = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).map(
    (name) => folderOf[name],
  );
  const wrong = targets.filter((target) => target && !allowed[folder].includes(target));
  return wrong.map((target) => `${folder} must not depend on ${target}`);
});
for (const fault of faults) console.error(fault);
console.log(
  faults.length === 0 ? 'arrows: every dependency runs along them' : `arrows: ${faults.length} against`,
);
process.exitCode = faults.length === 0 ? 0 : 1;
