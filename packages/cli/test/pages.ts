import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The root of the repository. */
export const root = join(import.meta.dirname, '../../..');

/** A page that people read. */
export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly text: string;
}

const page = (path: string): Page => ({ path, text: readFileSync(join(root, path), 'utf8') });

/** Everything under docs/. */
const docs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .sort()
  .map((file) => page(`docs/${file}`));

/** The pages about the project as a whole, and the README of every package. */
export const allPages: readonly Page[] = [
  page('README.md'),
  page('CONTRIBUTING.md'),
  ...docs,
  ...readdirSync(join(root, 'packages')).map((name) => page(`packages/${name}/README.md`)),
];

export interface Command {
  readonly line: string;
  /** What the page says comes out, where it quotes it. */
  readonly quoted?: string;
}

/**
 * The command lines of a page in their order: lines of a shell block that begin with `unrolled` or `npx unrolled`, and
 * such code within a sentence. In a `console` block a command stands behind `$`, and under it what it prints. A
 * capitalised word, a bracket or an ellipsis makes it a form to fill in, which is no command.
 */
export function commandsOf({ text }: Page): Command[] {
  const code = /^```(\w*)\n([\s\S]*?)^```$|`([^`]+)`/gm;
  const found = [...text.matchAll(code)].flatMap(([, language, block, inline]): Command[] => {
    if (inline !== undefined) return [{ line: inline.replaceAll('\n', ' ') }];
    if (language === 'console') return session(block!);
    return ['', 'sh', 'bash'].includes(language!) ? block!.split('\n').map((line) => ({ line })) : [];
  });
  return found
    .map(({ line, ...rest }) => ({ line: line.replace(/^npx /, '').replace(/ +#.*/, ''), ...rest }))
    .filter(({ line }) => /^unrolled [a-z-]/.test(line) && !/…|[<[]|\b[A-Z]{2,}\b/.test(line));
}

/** `$ command` lines, each with the lines up to the next. */
function session(block: string): Command[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((entry) => {
      const [line, ...output] = entry.trimEnd().split('\n');
      return { line: line!, ...(output.length > 0 && { quoted: output.join('\n') }) };
    });
}

/** The TypeScript examples of a page, in their order; a block that begins with a path is a file of the project and none. */
export function examplesOf({ text }: Page): string[] {
  return [...text.matchAll(/^```ts\n(?!\/\/ packages\/)([\s\S]*?)^```$/gm)].map(([, code]) => code!);
}

/** The JavaScript files that a page shows: blocks that begin with the file's name. */
export function filesOf({ text }: Page): Record<string, string> {
  const blocks = text.matchAll(/^```js\n\/\/ ([\w-]+\.mjs)\n([\s\S]*?)^```$/gm);
  return Object.fromEntries([...blocks].map(([, name, code]) => [name!, code!]));
}

/** What the comments promise, behind a `console.log` or, where it prints several lines, on lines of their own: `// → text`. */
export const promised = (code: string) =>
  [...code.matchAll(/^(?:.*console\.log\(.*\); \/\/|\/\/ →) (.*)$/gm)].map(([, text]) => text!);
/** As Node prints it, but for the spaces in brackets. */
export const printed = (stdout: string) => stdout.replaceAll(/\[\s+|\s+\]/g, (bracket) => bracket.trim());

/** The names under which GitHub links to the headings of a page. */
export function anchorsOf(page: Page): string[] {
  return headingsOf(page).map((heading) =>
    heading
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{Nd}\p{Pc} -]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** How deep the headings of a page are, 1 for its title. */
export function levelsOf(page: Page): number[] {
  return headingsOf(page).map((heading) => heading.indexOf(' '));
}

const headingsOf = ({ text }: Page): readonly string[] => withoutCode(text).match(/^#+ .+$/gm) ?? [];

const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');

/** Where a page leads, other than to the web. */
export function linksOf({ text }: Page): string[] {
  return [...withoutCode(text).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, target]) => target!);
}
