// The layer rules. `npm run layers` proves that each one bites before it judges the sources.

const engine = '^packages/tap/src/';

/**
 * What each folder of the engine may import of the others. `run` and `index.ts` may import all.
 * `define` may name the types of any folder: an author's stream mentions what the engine will hand it.
 */
const mayImport = {
  errors: [],
  define: ['errors'],
  fetch: ['errors', 'define'],
  shape: ['errors', 'define'],
  state: ['errors', 'define', 'shape'],
  select: ['errors', 'define', 'shape', 'state'],
  read: ['errors', 'define', 'fetch', 'shape', 'state', 'select'],
  emit: ['errors', 'define', 'shape', 'state', 'select'],
};

const folderRules = Object.entries(mayImport).map(([folder, others]) => ({
  name: `tap-${folder}`,
  comment: `packages/tap/src/${folder} may import ${others.length ? others.join(', ') : 'nothing of the other folders'}.`,
  severity: 'error',
  from: { path: `${engine}${folder}/` },
  to: {
    path: engine,
    // Every folder may name the log and the redactor that it is handed.
    pathNot: `${engine}((${[folder, ...others].join('|')})/|run/(log|redact)\\.ts$)`,
    ...(folder === 'define' ? { dependencyTypesNot: ['type-only'] } : {}),
  },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...folderRules,
    {
      name: 'tap-knows-no-connector',
      comment: 'The engine knows no vendor and no simulated vendor.',
      severity: 'error',
      from: { path: '^packages/tap/' },
      to: { path: '^(src|packages/sandbox)/' },
    },
    {
      name: 'sandbox-is-independent',
      comment: 'A simulated vendor built from the connector would share its mistakes.',
      severity: 'error',
      from: { path: '^packages/sandbox/' },
      to: { path: '^(src|packages/tap)/' },
    },
    {
      name: 'connector-without-sandbox',
      comment: 'Only commands start sandboxes; a stream never knows one.',
      severity: 'error',
      from: { path: '^src/(streams/|config\\.ts|vendors\\.ts)' },
      to: { path: '^packages/sandbox/' },
    },
    {
      name: 'vendors-are-islands',
      comment: 'One vendor never imports another.',
      severity: 'error',
      from: { path: '^src/streams/([^/]+)/' },
      to: { path: '^src/streams/', pathNot: '^src/streams/$1/' },
    },
    {
      name: 'sources-without-tests',
      comment: 'Published code never imports tests, benchmarks or scripts.',
      severity: 'error',
      from: { path: '^(src|packages)/' },
      to: { path: '^(test|bench|scripts)/' },
    },
    {
      name: 'no-cycles',
      comment: 'Modules that need each other are one module; types may refer to each other.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-unresolved',
      comment: 'An import that can not be followed can not be judged.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
