import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Follows every link inside the built site, to its anchor.
 *
 * @throws Error that names each that leads nowhere
 */
export function refuseBrokenLinks(folder: string, base: string): void {
  const pages = new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.html'))
      .map((path) => [path.replaceAll('\\', '/'), readFileSync(join(folder, path), 'utf8')]),
  );
  const anchors = new Map(
    [...pages].map(([path, html]) => [
      path,
      new Set([...html.matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id = '']) => decoded(id))),
    ]),
  );
  const broken = [...pages].flatMap(([path, html]) =>
    [...html.matchAll(/\s(?:href|src)="([^"]*)"/g)].flatMap(([, link = '']) => {
      const address = new URL(decoded(link), new URL(path, `http://site${base}`));
      if (address.host !== 'site' || !address.protocol.startsWith('http')) return [];
      const target = decodeURI(address.pathname.slice(base.length));
      const file = [target, `${target}.html`, `${target}index.html`, `${target}/index.html`].find(
        (name) =>
          pages.has(name) ||
          (!name.endsWith('.html') && name !== '' && !name.endsWith('/') && isFile(folder, name)),
      );
      const anchor = decodeURIComponent(address.hash.slice(1));
      if (file !== undefined && (anchor === '' || anchors.get(file)?.has(anchor) !== false)) return [];
      return [`${path}: ${link}`];
    }),
  );
  if (broken.length > 0) throw new Error(`links that lead nowhere:\n${[...new Set(broken)].join('\n')}`);
}

const isFile = (folder: string, name: string) => /\.\w+$/.test(name) && existsSync(join(folder, name));

const decoded = (attribute: string) =>
  attribute.replaceAll('&amp;', '&').replaceAll('&quot;', '"').replaceAll('&#39;', "'");
