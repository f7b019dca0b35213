import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allPages, examplesOf, printed, promised, root } from './pages.js';

// A package's README may have a test of its own.
const examples = allPages
  .filter(({ path }) =>
    ['test', 'queue'].every((kind) => !existsSync(join(root, dirname(path), `test/readme.${kind}.ts`))),
  )
  .flatMap((page) =>
    examplesOf(page).map((code, index) => ({ title: `${page.path}, example ${index + 1}`, code })),
  );

// Inside the package, so that the examples find what they import.
let folder: string;
const fileOf = (index: number) => join(folder, `${index}.ts`);
beforeAll(() => {
  folder = mkdtempSync(join(import.meta.dirname, 'examples-'));
  for (const [index, { code }] of examples.entries()) writeFileSync(fileOf(index), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the TypeScript examples of the pages', () => {
  it('fit the types of the packages', { timeout: 300_000 }, () => {
    const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(
      examples.map((_, index) => fileOf(index)),
      { ...options, noUnusedLocals: false },
    );
    const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => ({
      example: examples.find((_, index) => fileOf(index) === file?.fileName)?.title ?? file?.fileName,
      problem: ts.flattenDiagnosticMessageText(messageText, '\n'),
    }));
    expect(problems).toEqual([]);
  });

  it('print what they say', { timeout: 300_000 }, async () => {
    const end = '— end of an example';
    const all = examples.map((_, index) => `await import('./${index}.ts');\nconsole.log('${end}');\n`);
    writeFileSync(join(folder, 'all.ts'), `${all.join('')}export {};\n`);
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--conditions=@unrolled/source', join(folder, 'all.ts')],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1' } },
    );
    const outputs = stdout.split(`${end}\n`);
    for (const [index, { title, code }] of examples.entries()) {
      const lines = printed(outputs[index]!).split('\n').slice(0, -1);
      expect.soft(lines, title).toEqual(promised(code));
    }
  });
});
