// `node scripts/build.js TARGET`: builds what changed, in every package that has the target, and shows the log only where it
// fails.
import { spawnSync } from 'node:child_process';

const [target] = process.argv.slice(2);
console.error(`${target}: whatever changed…`);
const { status, stdout, stderr } = spawnSync(
  'npx',
  ['--no-install', 'nx', 'run-many', '-t', target, '--outputStyle=static'],
  { encoding: 'utf8', maxBuffer: 2 ** 30, stdio: ['ignore', 'pipe', 'pipe'] },
);
if (status !== 0) {
  console.error(stdout + stderr);
  process.exitCode = status ?? 1;
}
