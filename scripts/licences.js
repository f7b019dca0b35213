import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes the licences of the packages whose code a build takes in to LICENCES.txt beside it, as each of them asks. */
export const licences = {
  name: 'licences',
  setup({ initialOptions, onEnd }) {
    initialOptions.metafile = true;
    onEnd(({ metafile }) => {
      const folders = Object.keys(metafile?.inputs ?? {}).flatMap(
        (path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? [],
      );
      const texts = [...new Set([...new Set(folders)].sort().map(licenceOf))];
      if (texts.length === 0) return;
      mkdirSync(initialOptions.outdir, { recursive: true }); // a first build may end here before it has written anything
      writeFileSync(join(initialOptions.outdir, 'LICENCES.txt'), texts.join('\n\n'));
    });
  },
};

/** Name, version, licence, and every file of the package that holds its terms. */
export function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = ['.', ...(existsSync(join(folder, 'licenses')) ? ['licenses'] : [])].flatMap((inside) =>
    readdirSync(join(folder, inside), { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^(licen[cs]e|notice|copying)/i.test(entry.name))
      .map((entry) => join(folder, inside, entry.name)),
  );
  if (files.length === 0) throw new Error(`${name} has no licence file`);
  const terms = files.map((file) => readFileSync(file, 'utf8').trim());
  return [`${name} ${version} (${license})`, ...terms].join('\n\n');
}
