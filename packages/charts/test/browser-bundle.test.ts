import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { describe, expect, it } from 'vitest';

async function bundled(entry: string, options: BuildOptions = {}) {
  const { outputFiles, metafile } = await build({
    entryPoints: [fileURLToPath(new URL(`../src/${entry}/index.ts`, import.meta.url))],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@unrolled/source'],
    write: false,
    metafile: true,
    logLevel: 'silent',
    ...options,
  });
  const packages = Object.keys(metafile!.inputs).map(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? /packages\/(\w+)\//.exec(path)![1]!,
  );
  return { packages: [...new Set(packages)].sort(), code: outputFiles![0]!.text };
}

describe('bundled for a browser', () => {
  it.each([
    ['.', ['charts']],
    ['characters', ['charts']],
    ['svg', ['charts', 'echarts', 'zrender']],
    ['report', ['charts', 'echarts', 'fast-png', 'fflate', 'iobuffer', 'temml', 'zrender']],
    ['view', ['charts', 'echarts', 'fast-png', 'fflate', 'iobuffer', 'zrender']],
  ])('%s needs %j and no tfjs', async (entry, packages) => {
    expect((await bundled(entry)).packages).toEqual(packages);
  });

  it('its own code names nothing of Node.js', async () => {
    const { code } = await bundled('report', { packages: 'external' });
    expect(code).not.toMatch(/\b(?:process|Buffer|require)\b|["']node:/);
  });
});
