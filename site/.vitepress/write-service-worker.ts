import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Pages that are there without a network before they have been seen. */
const kept = ['', 'play', 'explore'];

/**
 * Writes the site's service worker: it keeps the pages that train and what they need, and every page that is seen, so that
 * they are there without a network; and it adds the headers that isolate pages from those of other origins, without which
 * browsers share no memory among threads, where a host of static pages sends none.
 */
export function writeServiceWorker(outDir: string, base: string): void {
  const assets = readdirSync(join(outDir, 'assets'), { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(js|css|wasm|bin)$/.test(path) && !path.includes('localSearchIndex'))
    .filter((path) => !path.includes('.md.') || /^(index|play|explore)\.md\..*\.lean\.js$/.test(path));
  const files = [...kept, 'icon.svg', ...assets.map((path) => `assets/${path}`)].map((path) => base + path);
  const contents = kept.map((page) => readFileSync(join(outDir, `${page || 'index'}.html`), 'utf8'));
  const version = createHash('sha256')
    .update(JSON.stringify([files, contents]))
    .digest('hex')
    .slice(0, 16);
  const code = readFileSync(join(import.meta.dirname, 'service-worker.js'), 'utf8');
  const values = { version, files, assets: `${base}assets/` };
  writeFileSync(join(outDir, 'service-worker.js'), `const site = ${JSON.stringify(values)};\n\n${code}`);
}
