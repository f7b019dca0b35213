import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DefaultTheme } from 'vitepress';
import { placeOf, repository, writtenPages } from './source-links.js';

/** Pages that people read first, in this order; others follow by name. */
const order = [
  'README.md',
  'docs/courses.md',
  'docs/results.md',
  'docs/memory.md',
  'docs/your-data.md',
  'docs/shipping.md',
  'docs/backends.md',
  'docs/clusters.md',
  'docs/architecture.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
];

const groups: readonly (readonly [title: string, belongs: RegExp])[] = [
  ['Guide', /^(docs\/)?[^/]+\.md$/],
  ["The courses' questions", /^docs\/courses\//],
  ['Derivations', /^docs\/derivations\//],
];

/** Every page under its title. */
export function sidebar(): DefaultTheme.SidebarItem[] {
  const rank = (page: string) => (order.includes(page) ? order.indexOf(page) : order.length);
  const sorted = writtenPages.toSorted((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return [
    ...groups.map(([text, belongs]) => ({
      text,
      items: sorted
        .filter((page) => belongs.test(page))
        .map((page) => ({ text: titleOf(page), link: placeOf(page) })),
    })),
    {
      text: 'Packages',
      items: sorted.filter((page) => /^packages\/.*README\.md$/.test(page)).map(packageItem),
    },
  ];
}

/** A package: its page, what each of its entries exports, and what changed. */
function packageItem(readme: string): DefaultTheme.SidebarItem {
  const folder = readme.slice(0, -'/README.md'.length);
  const { name } = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
  const changes = `${folder}/CHANGELOG.md`;
  return {
    text: name,
    link: placeOf(readme),
    collapsed: true,
    items: [
      ...references.filter((entry) => entry === name || entry.startsWith(`${name}/`)).map(referenceItem),
      ...(writtenPages.includes(changes) ? [{ text: 'Changes', link: placeOf(changes) }] : []),
    ],
  };
}

const referenceFolder = join(repository, 'site/reference');

/** Every entry of every package that `scripts/reference.ts` has described. */
const references = existsSync(referenceFolder)
  ? readdirSync(referenceFolder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.startsWith('@') && path.endsWith('.md'))
      .map((path) => path.slice(0, -'.md'.length).replaceAll('\\', '/'))
      .sort()
  : [];

const referenceItem = (entry: string) => ({ text: `Reference: ${entry}`, link: `/reference/${entry}` });

const titleOf = (page: string) =>
  /^# (.+)$/m.exec(readFileSync(join(repository, page), 'utf8'))?.[1]?.replaceAll('`', '') ?? page;
