// The two fonts in which charts are drawn as PNG become part of the command, with their licence: their package has
// many more.
import { appendFileSync, copyFileSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { licenceOf } from '../../../scripts/licences.js';

const fonts = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
mkdirSync('dist/fonts', { recursive: true });
for (const name of ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf']) {
  copyFileSync(join(fonts, 'ttf', name), join('dist/fonts', name));
}
appendFileSync('dist/LICENCES.txt', `\n\n${licenceOf(fonts)}`);
