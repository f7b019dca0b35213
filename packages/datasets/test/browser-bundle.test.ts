import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

describe('the main entry', () => {
  it('bundles for the browser, without a Node built-in or a dependency but Valibot, under 14 kB gzipped, the book in a file of its own', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      minify: true,
      splitting: true,
      outdir: 'bundle',
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    const dependencies = inputs.filter((path) => path.includes('node_modules'));
    expect(dependencies).toEqual([expect.stringContaining('node_modules/valibot/')]);
    const isBook = (file: { readonly text: string }) => file.text.includes('White Rabbit');
    const loaded = outputFiles.filter((file) => !isBook(file));
    expect(outputFiles.filter(isBook)).toHaveLength(1);
    for (const file of loaded) expect(file.text).not.toMatch(/\bnode:|\bprocess\b|\bBuffer\b/);
    const bytes = loaded.reduce((sum, file) => sum + gzipSync(file.contents).length, 0);
    expect(bytes).toBeLessThan(14_000);
  });
});
