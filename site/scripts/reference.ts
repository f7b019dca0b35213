// The reference of every package's exports, from their docstrings, as Markdown under site/reference.
import { join } from 'node:path';
import { Application, type Context, Converter, type DeclarationReflection, ReflectionKind } from 'typedoc';
import { publicEntries } from './public-entries.js';

const repository = join(import.meta.dirname, '../..');

const application = await Application.bootstrapWithPlugins({
  plugin: ['typedoc-plugin-markdown'],
  entryPoints: [...publicEntries.keys()],
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
    module.name = publicEntries.get(file ?? '') ?? module.name;
  },
);

const project = await application.convert();
if (!project) throw new Error('the sources could not be read');
await application.generateOutputs(project);
if (application.logger.hasErrors()) process.exitCode = 1;
