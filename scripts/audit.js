// Known vulnerabilities in what an installation of the packages consists of, with what the builds took in. Where the
// registry answers no audit, this says so and does not fail.
import { spawnSync } from 'node:child_process';
import { builtIn, installation } from './installation.js';

const { folder } = await installation(...builtIn.map(({ name, version }) => `${name}@${version}`));
const { stdout } = spawnSync('npm', ['audit', '--json'], { cwd: folder, encoding: 'utf8' });
const { metadata, vulnerabilities = {}, message } = JSON.parse(stdout || '{}');
if (metadata?.vulnerabilities) {
  for (const { name, severity, range } of Object.values(vulnerabilities)) {
    console.log(`${severity}: ${name} ${range}`);
  }
  const { high, critical, total } = metadata.vulnerabilities;
  console.log(`audit: ${total} known vulnerabilities, ${high + critical} of them high or critical`);
  process.exitCode = high + critical > 0 ? 1 : 0;
} else {
  const skipped = `SKIPPED: the registry answers no audit (${message ?? 'nothing came'})`;
  console.log(process.env.GITHUB_ACTIONS ? `::warning title=npm audit::${skipped}` : skipped);
}
