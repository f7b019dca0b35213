import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startServer } from './server.js';

it('the example of the README prints what it says', async () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
  const server = await startServer();
  const folder = mkdtempSync(join(import.meta.dirname, 'readme-')); // inside the package, so that it finds what it imports
  try {
    writeFileSync(join(folder, 'example.ts'), code!.replace('redis://HOST:6379/0', server.url));
    const run = promisify(execFile);
    const args = ['--conditions=@unrolled/source', '--import', 'tsx', 'example.ts'];
    const { stdout } = await run(process.execPath, args, { cwd: folder });
    const promised = [...code!.matchAll(/console\.log\(.*\); +(?:} )?\/\/ (.*)$/gm)].map(([, text]) => text!);
    expect(promised).toHaveLength(2);
    expect(stdout.trimEnd().split('\n')).toEqual(promised);
  } finally {
    rmSync(folder, { recursive: true });
    await server.kill();
  }
});
