import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const packageFolder = join(import.meta.dirname, '..');
const readme = readFileSync(join(packageFolder, 'README.md'), 'utf8');
const examples = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code!);

/** What the comments behind each console.log promise, as Node prints it. */
const promised = (code: string) =>
  [...code.matchAll(/console\.log\(.*\); \/\/ (.*)/g)].map(([, text]) => text!);
const printed = (stdout: string) => stdout.replaceAll(/\[ ?| ?\]/g, (bracket) => bracket.trim());

test('every example of the README brings a backend along', () => {
  for (const code of examples)
    expect(code).toMatch(/^import .*'(@unrolled\/cells\/wasm|@tensorflow\/tfjs(-backend-\w+)?)';/m);
});

test('every example of the README runs and prints what it says', async () => {
  const folder = mkdtempSync(join(packageFolder, 'test', 'readme-'));
  try {
    expect(examples.length).toBeGreaterThan(6);
    const files = examples.map((code, index) => {
      writeFileSync(join(folder, `${index}.mts`), code);
      return `await import('./${index}.mts'); console.log('— end of example ${index}');`;
    });
    writeFileSync(join(folder, 'all.mts'), files.join('\n'));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--conditions=@unrolled/source', join(folder, 'all.mts')],
      { cwd: packageFolder },
    );
    const outputs = printed(stdout).split(/— end of example \d+\n/);
    for (const [index, code] of examples.entries()) {
      for (const text of promised(code)) expect(outputs[index], `example ${index}`).toContain(text);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
