// The reference of every package's exports, from their docstrings, as Markdown under site/reference.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Application, type Context, Converter, type DeclarationReflection, ReflectionKind } from 'typedoc';

const repository = join(import.meta.dirname, '../..');

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

/** The sources of a package's entries, and the names that they are imported by; patterns stand for what the others have, too. */
function entriesOf(folder: string): [source: string, name: string][] {
  const { name, exports = {} }: Manifest = JSON.parse(
    readFileSync(join(repository, 'packages', folder, 'package.json'), 'utf8'),
  );
  return Object.entries(exports).flatMap(([path, conditions]): [string, string][] => {
    const source = typeof conditions === 'string' ? undefined : conditions['@unrolled/source'];
    if (!source || path.includes('*')) return [];
    return [[join(repository, 'packages', folder, source), `${name}${path.slice(1)}`]];
  });
}

const names = new Map(readdirSync(join(repository, 'packages')).flatMap(entriesOf));

const application = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: [...names.keys()],
  tsconfig: join(repository, 'tsconfig.json'),
  skipErrorChecking: true, // `npm run typecheck` has looked
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  disableSources: true,
  readme: 'none',
  logLevel: 'Error',
  ...{
    // of the plug-in
    outputs: [{ name: 'markdown', path: join(repository, 'site/reference') }],
    router: 'module',
    entryFileName: 'index',
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    useHTMLAnchors: true,
    expandObjects: false,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    sanitizeComments: true,
  },
});

/** A module is called as it is imported, not after its file. */
application.converter.on(
  Converter.EVENT_CREATE_DECLARATION,
  (context: Context, module: DeclarationReflection) => {
    if (!module.kindOf(ReflectionKind.Module)) return;
    const file = context.getSymbolFromReflection(module)?.declarations?.[0]?.getSourceFile().fileName;
    module.name = names.get(file ?? '') ?? module.name;
  },
);

const project = await application.convert();
if (!project) throw new Error('the sources could not be read');
await application.generateOutputs(project);
if (application.logger.hasErrors()) process.exitCode = 1;
