// What the packages export that can be called, and the examples in its docstrings.
import ts from 'typescript';
import { publicEntries } from '../scripts/public-entries.js';

/** A function or a class that a package exports. */
export interface PublicFunction {
  /** As it is imported, `@unrolled/cells: unroll`. */
  readonly title: string;
  readonly entry: string;
  /** The code of each `@example`. */
  readonly examples: readonly string[];
}

/** What the entries of the packages export. */
export interface PublicExports {
  readonly functions: readonly PublicFunction[];
  /** How a name is imported by an example in this entry: from the entry itself, or its package, rather than from elsewhere. */
  importOf(name: string, entry: string): string | undefined;
}

/** Looks through the entries in a program that has their sources. */
export function publicExports(program: ts.Program): PublicExports {
  const checker = program.getTypeChecker();
  const functions: PublicFunction[] = [];
  const seen = new Set<ts.Symbol>();
  const places = new Map<string, { readonly entry: string; readonly isType: boolean }[]>();
  for (const [file, entry] of publicEntries) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!)!;
    for (const exported of checker.getExportsOfModule(module)) {
      const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
      const declaration = symbol.declarations![0]!;
      const isType = !(symbol.flags & ts.SymbolFlags.Value);
      places.set(exported.name, [...(places.get(exported.name) ?? []), { entry, isType }]);
      const isElsewhere = declaration.getSourceFile().fileName.includes('/node_modules/');
      if (seen.has(symbol) || isElsewhere || !isCallable(checker, symbol, declaration)) continue;
      seen.add(symbol);
      functions.push({ title: `${entry}: ${exported.name}`, entry, examples: examplesOf(declaration) });
    }
  }
  const closeness = (entry: string, to: string) =>
    Number(entry === to) + Number(packageOf(entry) === packageOf(to));
  return {
    functions,
    importOf(name, from) {
      const [nearest] = [...(places.get(name) ?? [])].sort(
        (a, b) => closeness(b.entry, from) - closeness(a.entry, from),
      );
      return nearest && `import { ${nearest.isType ? 'type ' : ''}${name} } from '${nearest.entry}';`;
    },
  };
}

const packageOf = (entry: string) => entry.split('/').slice(0, 2).join('/');

const isCallable = (checker: ts.TypeChecker, { flags }: ts.Symbol, declaration: ts.Declaration) =>
  (flags & (ts.SymbolFlags.Function | ts.SymbolFlags.Class)) !== 0 ||
  (ts.isVariableDeclaration(declaration) &&
    checker.getTypeAtLocation(declaration).getCallSignatures().length > 0);

/** The code behind each `@example` of a docstring, with a fence or without. */
function examplesOf(declaration: ts.Declaration): string[] {
  return ts
    .getJSDocCommentsAndTags(declaration)
    .filter(ts.isJSDoc)
    .flatMap((doc) => {
      const lines = doc
        .getText()
        .replace(/\s*\*\/$/, '')
        .split('\n')
        .slice(1);
      const text = lines.map((line) => line.replace(/^\s*\* ?/, '')).join('\n');
      return text.split(/^(?=@\w)/m).filter((tag) => tag.startsWith('@example'));
    })
    .map((tag) =>
      tag
        .replace(/^@example\s*/, '')
        .replaceAll(/^```\w*\n?/gm, '')
        .trim(),
    );
}
