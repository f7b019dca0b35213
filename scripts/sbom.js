// What an installation of the packages consists of, as CycloneDX: `node scripts/sbom.js FILE`. To what npm lists come
// the packages whose code the builds took in.
import { writeFileSync } from 'node:fs';
import { builtIn, installation, npm } from './installation.js';

const [file = 'sbom.cdx.json'] = process.argv.slice(2);
const { folder, env } = await installation();
const sbom = JSON.parse(npm(folder, { env }, 'sbom', '--sbom-format', 'cyclonedx'));
const components = builtIn.map(({ name, version, licence }) => ({
  'bom-ref': `${name}@${version}`,
  type: 'library',
  name,
  version,
  scope: 'required',
  purl: `pkg:npm/${name.replace('@', '%40')}@${version}`,
  licenses: [{ expression: licence }],
  description: 'built into a package of this installation',
}));
sbom.components.push(...components);
writeFileSync(file, `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`${file}: ${sbom.components.length} components, ${components.length} of them built in`);
