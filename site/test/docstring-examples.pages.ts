import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publicEntries } from '../scripts/public-entries.js';
import { type PublicExports, publicExports } from './public-functions.js';

const root = join(import.meta.dirname, '../..');

/** Examples that are held to the types alone, and what running them would need. */
const notRun: Readonly<Record<string, string>> = {
  '@unrolled/datasets: fetchMnist': 'a server',
  '@unrolled/datasets/node: downloadMnist': 'the network',
  '@unrolled/tasks/node: localProcesses': 'processes that train for a minute',
  '@unrolled/queue: openQueue': 'a server of queues',
  '@unrolled/queue: NoQueueError': 'a server of queues',
  '@unrolled/queue: queueExecutor': 'a server of queues',
  '@unrolled/queue: queueStatus': 'a server of queues',
  '@unrolled/queue: startWorker': 'a server of queues',
};

const { config } = ts.readConfigFile(join(root, 'tsconfig.base.json'), ts.sys.readFile);
const options: ts.CompilerOptions = {
  ...ts.parseJsonConfigFileContent(config, ts.sys, root).options,
  // As most of those who read the examples have it.
  noUncheckedIndexedAccess: false,
  noUnusedLocals: false,
};
const program = ts.createProgram([...publicEntries.keys()], options);
const exported = publicExports(program);
const examples = exported.functions.flatMap(({ title, entry, examples }) =>
  examples.map((code, i) => ({ title: i === 0 ? title : `${title} (${i + 1})`, entry, code })),
);

/** Holds a value to what an example says it is. */
type Said = (actual: unknown, expected: unknown) => void;
/** A number in as many digits as an example gives. */
type About = (digits: string) => unknown;

// Within the site, so that the examples find the packages.
const folder = mkdtempSync(join(import.meta.dirname, 'examples-'));
const fileOf = (index: number) => join(folder, `${index}.ts`);
const workingFolder = mkdtempSync(join(tmpdir(), 'docstring-examples-'));
const home = process.cwd();
beforeAll(async () => {
  for (const [index, { code, entry }] of examples.entries())
    writeFileSync(fileOf(index), moduleOf(code, entry, exported));
  process.chdir(workingFolder);
  for (const stream of ['log', 'error'] as const) vi.spyOn(console, stream).mockImplementation(() => {});
  await tf.setBackend('cpu');
});
afterAll(() => {
  process.chdir(home);
  for (const made of [folder, workingFolder]) rmSync(made, { recursive: true });
});

describe('the examples in the docstrings', () => {
  it('are there for everything that can be called', () => {
    const without = exported.functions.filter(({ examples }) => examples.length === 0);
    expect(without.map(({ title }) => title)).toEqual([]);
  });

  it('fit the types of the packages', () => {
    const files = examples.map((_, index) => fileOf(index));
    const checked = ts.createProgram(files, options, undefined, program);
    const problems = files.flatMap((file, index) =>
      ts.getPreEmitDiagnostics(checked, checked.getSourceFile(file)).map(({ messageText }) => ({
        example: examples[index]!.title,
        problem: ts.flattenDiagnosticMessageText(messageText, '\n'),
      })),
    );
    expect(problems).toEqual([]);
  });

  const run = examples
    .map(({ title }, index) => [title, index] as const)
    .filter(([title]) => !(title in notRun));
  it.each(run)('%s', async (_, index) => {
    const { example }: { example: (said: Said, about: About) => Promise<void> } = await import(fileOf(index));
    await example((actual, expected) => expect(plain(actual)).toEqual(expected), about);
  });

  it('that are not run are there', () => {
    const titles = examples.map(({ title }) => title);
    expect(Object.keys(notRun).filter((title) => !titles.includes(title))).toEqual([]);
  });
});

/**
 * An example as a module: what it names is imported, and a statement that is followed by `// → value` is held to that value. `tf` is
 * TensorFlow.js.
 */
function moduleOf(code: string, entry: string, { importOf }: PublicExports): string {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const imports = source.statements.filter(ts.isImportDeclaration).map((statement) => statement.getText());
  const known = new Set<string>();
  for (const [name] of imports.join('\n').matchAll(/\w+(?=[ ,}]* from| *,)/g)) known.add(name);
  const named = new Set([...namesIn(source)].filter((name) => !known.has(name)));
  const statements = source.statements.filter((statement) => !ts.isImportDeclaration(statement));
  const body = statements.flatMap((statement) => {
    const said = /^[ \n]*\/\/ → (.*(?:\n\/\/ {3}.*)*)/.exec(code.slice(statement.end))?.[1];
    if (said === undefined) return [statement.getText()];
    const expected = withAbout(said.replaceAll(/\n\/\/ {3}/g, '\n'));
    if (ts.isExpressionStatement(statement))
      return [`$said(${statement.expression.getText()}, ${expected});`];
    throw new SyntaxError(`Only an expression can be said to be something, not ${statement.getText()}`);
  });
  const compared = body.filter((line) => line.startsWith('$said(')).length;
  if (compared !== code.split('// → ').length - 1)
    throw new SyntaxError(`Not all can be compared of: ${code}`);
  return [
    ...(known.has('tf') ? [] : ["import * as tf from '@tensorflow/tfjs';"]),
    ...imports,
    ...[...named].flatMap((name) => importOf(name, entry) ?? []),
    'export async function example($said: (a: unknown, b: unknown) => void, $about: (digits: string) => unknown) {',
    ...body,
    '  void [$said, $about];',
    '}',
  ].join('\n');
}

/** The identifiers of a tree that can stand for an export. */
function namesIn(node: ts.Node, names = new Set<string>()): Set<string> {
  if (ts.isIdentifier(node)) {
    const { parent } = node;
    const isMember =
      (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
    if (!isMember) names.add(node.text);
  }
  node.forEachChild((child) => void namesIn(child, names));
  return names;
}

/** The expression with its numbers to be met in as many digits as are given. */
function withAbout(expression: string): string {
  const source = ts.createSourceFile('said.ts', `(${expression})`, ts.ScriptTarget.Latest, true);
  const literals: ts.NumericLiteral[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isNumericLiteral(node)) literals.push(node);
    node.forEachChild(visit);
  };
  visit(source);
  let text = source.text;
  for (const literal of literals.reverse()) {
    const isNegative = text[literal.getStart() - 1] === '-';
    const start = literal.getStart() - Number(isNegative);
    text = `${text.slice(0, start)}$about('${text.slice(start, literal.end)}')${text.slice(literal.end)}`;
  }
  return text;
}

/** Equal to a number in the digits given; a whole number to six digits, as those of float32 are. */
function about(digits: string) {
  const value = Number(digits.replaceAll('_', ''));
  const [, decimals = '', exponent = '0'] = /^[^.e]*(?:\.(\d+))?(?:e(.+))?$/.exec(digits)!;
  const tolerance =
    decimals === '' ? 1e-6 * Math.abs(value) : 0.500_001 * 10 ** (Number(exponent) - decimals.length);
  return {
    $$typeof: Symbol.for('jest.asymmetricMatcher'),
    asymmetricMatch: (actual: unknown) =>
      typeof actual === 'number' && (actual === value || Math.abs(actual - value) <= tolerance),
    toString: () => digits,
    toAsymmetricMatcher: () => digits,
  };
}

/** Tensors and typed arrays as arrays, at any depth. */
function plain(value: unknown): unknown {
  if (value instanceof tf.Tensor) return plain(value.arraySync());
  if (ArrayBuffer.isView(value) || Array.isArray(value))
    return Array.from(value as unknown as ArrayLike<unknown>, plain);
  if (value instanceof Map) return [...value].map(plain);
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, plain(entry)]));
  return value;
}
