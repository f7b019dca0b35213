// Pages link to files and folders of the repository. On the site each of those is a page that shows it.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import type MarkdownIt from 'markdown-it';

/** The repository, in which every path of a page has its place. */
export const repository = join(import.meta.dirname, '../..');

/** The name of a heading in links, as GitHub makes it. */
export const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc} -]/gu, '')
    .replaceAll(' ', '-');

/** Files that are shown, up to this size. */
const mostBytes = 32_000;

/** The pages that are written by hand: of the repository, its documentation and its packages. */
export const writtenPages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...readdirSync(join(repository, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => `docs/${path}`),
  ...readdirSync(join(repository, 'packages'))
    .flatMap((name) => [`packages/${name}/README.md`, `packages/${name}/CHANGELOG.md`])
    .filter((path) => existsSync(join(repository, path))),
];

/** What a page links to inside the repository, from its root; undefined for an address elsewhere or in the same page. */
function targetOf(
  page: string,
  link: string,
): { readonly path: string; readonly anchor: string } | undefined {
  if (/^([a-z][a-z+.-]*:|#|\/)/i.test(link)) return undefined;
  const [path = '', anchor] = decodeURI(link).split('#', 2);
  return {
    path: posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, ''),
    anchor: anchor ? `#${anchor}` : '',
  };
}

/** Where on the site a path of the repository is shown. */
export function placeOf(path: string): string {
  if (/(^|\/)README\.md$/.test(path)) return `/${path.slice(0, -'README.md'.length)}`;
  if (path.endsWith('.md')) return `/${path.replace(/^site\//, '').slice(0, -'.md'.length)}`;
  if (existsSync(join(repository, path, 'README.md'))) return `/${path}/`;
  return `/source/${path}.html`;
}

/** Sends links of a page to where on the site their targets are; pictures are left to Vite. */
export function linkToSite(markdown: MarkdownIt): void {
  markdown.core.ruler.push('links-to-site', ({ tokens, env }) => {
    const page = relative(repository, env.path ?? '').replaceAll('\\', '/');
    if (page.startsWith('site/')) return;
    for (const link of tokens.flatMap(({ children }) => children ?? [])) {
      if (link.type !== 'link_open') continue;
      const target = targetOf(page, link.attrGet('href') ?? '');
      if (target) link.attrSet('href', `${placeOf(target.path)}${target.anchor}`);
    }
  });
}

/** A file of the repository, or the names in a folder, as a page. */
export interface SourcePage {
  readonly path: string;
  readonly content: string;
}

/** Every file and folder that a page links to, and what is in those folders. */
export function sourcePages(): SourcePage[] {
  const linked = writtenPages.flatMap((page) => {
    const text = readFileSync(join(repository, page), 'utf8').replace(/```[\s\S]*?```/g, '');
    return [...text.matchAll(/(?<!!)\[[^\]]*\]\(([^)\s]+)\)/g)].flatMap(
      ([, link = '']) => targetOf(page, link)?.path ?? [],
    );
  });
  const shown = linked.filter(
    (path) => existsSync(join(repository, path)) && placeOf(path).startsWith('/source/'),
  );
  const inside = shown
    .filter(isFolder)
    .flatMap((folder) => filesIn(folder).map((name) => `${folder}/${name}`));
  const paths = [...new Set([...shown, ...inside])].filter((path) => placeOf(path).startsWith('/source/'));
  return paths.map((path) => ({ path, content: isFolder(path) ? folderPage(path) : filePage(path) }));
}

const isFolder = (path: string) => statSync(join(repository, path)).isDirectory();

function filesIn(folder: string): string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && statSync(join(repository, folder, entry.name)).size <= mostBytes)
    .map(({ name }) => name);
}

function folderPage(path: string): string {
  const names = filesIn(path).map((name) => `- [\`${name}\`](${placeOf(`${path}/${name}`)})`);
  return [`# ${path}/`, '', ...names, ''].join('\n');
}

function filePage(path: string): string {
  const text = readFileSync(join(repository, path), 'utf8').trimEnd();
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  const folder = dirname(path);
  return [`# ${path}`, '', `In \`${folder}\``, '', `${fence}${languageOf(path)}`, text, fence, ''].join('\n');
}

const languages: Readonly<Record<string, string>> = {
  ts: 'ts',
  js: 'js',
  c: 'c',
  h: 'c',
  json: 'json',
  yaml: 'yaml',
  service: 'ini',
  sbatch: 'sh',
};

function languageOf(path: string): string {
  if (path.endsWith('Dockerfile')) return 'docker';
  return languages[path.split('.').at(-1)!] ?? 'txt';
}
