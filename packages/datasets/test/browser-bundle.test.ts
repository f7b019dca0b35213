import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const entry = fileURLToPath(new URL('../src/index.ts', import.meta.url));

describe('the main entry', () => {
  it('bundles for the browser, without a Node built-in or a dependency but Valibot, under 13 kB gzipped', async () => {
    const { outputFiles, metafile } = await build({
      entryPoints: [entry],
      bundle: true,
      format: 'esm',
      platform: 'browser',
      minify: true,
      write: false,
      metafile: true,
      logLevel: 'silent',
    });
    const inputs = Object.keys(metafile.inputs);
    const dependencies = inputs.filter((path) => path.includes('node_modules'));
    expect(dependencies).toEqual([expect.stringContaining('node_modules/valibot/')]);
    expect(outputFiles[0]!.text).not.toMatch(/\bnode:|\bprocess\b|\bBuffer\b/);
    expect(gzipSync(outputFiles[0]!.contents).length).toBeLessThan(13_000);
  });
});
