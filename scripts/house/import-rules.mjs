// Who may import whom, one named rule a sentence. Each has a planted violation under test/architecture/planted that must fail.

const spec = '\\.spec\\.ts$';
/** Packages that compute and nothing else: no clock, randomness, file or network. */
const purePackages = ['luxon', 'ipaddr\\.js', '@marcbachmann/cel-js', 'ml-matrix', '@stdlib/[^/]+'];
const testPackages = ['fast-check', '@jest/globals'];
const packages = (...names) => `node_modules/(@types/)?(${names.join('|')})/`;

/**
 * @param {string} root folder that holds the tree, '' for the project itself, else with a closing slash
 * @returns {import('dependency-cruiser').IForbiddenRuleType[]}
 */
export function importRules(root = '') {
  const at = (path) => `^${root}${path}`;
  const own = (...folders) => at(`apps/$1/src/(${folders.join('|')})/`);
  const layer = (folder) => at(`apps/([^/]+)/src/${folder}/`);
  const libs = (...names) => at(`libs/(${names.join('|')})/src/`);
  const testing = [libs('testing'), packages(...testPackages)];
  const hashing = '^(node:)?crypto$'; // ESLint narrows it to hashes: a domain may fingerprint, never draw.

  /** `from` may import the `allowed` paths and nothing else. */
  const only = (name, comment, from, allowed) => ({ name, comment, severity: 'error', from, to: { pathNot: allowed } });
  const never = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

  return [
    only(
      'kernel-imports-nothing',
      'Everything stands on the kernel, so it stands on nothing.',
      { path: libs('kernel') },
      [libs('kernel'), ...testing],
    ),
    only(
      'contracts-import-only-kernel',
      'A shape is shared by all, so it may need nobody.',
      { path: libs('contracts') },
      [libs('contracts', 'kernel'), packages('class-validator', 'class-transformer'), ...testing],
    ),
    only('rules-are-pure', 'A rule gives the same answer in a dry run and in a commit.', { path: libs('rules') }, [
      libs('rules', 'kernel'),
      packages(...purePackages, 'ajv', 'ajv-formats'),
      hashing,
      ...testing,
    ]),
    never(
      'platform-knows-no-context',
      'Adapters serve every context alike.',
      { path: libs('platform') },
      { path: [at('apps/'), libs('rules')] },
    ),
    never('libs-never-import-apps', 'Libraries are below the apps.', { path: at('libs/') }, { path: at('apps/') }),
    never(
      'apps-never-import-apps',
      'Contexts meet only through events and the calls of the gateway.',
      { path: at('apps/([^/]+)/') },
      { path: at('apps/'), pathNot: at('apps/$1/') },
    ),
    never(
      'product-never-imports-tools',
      'Scripts, bench and tests stand above what ships; only its specs share the worlds that tests build.',
      { path: at('(apps|libs)/'), pathNot: [at('libs/testing/'), spec] },
      { path: at('(scripts|bench|test)/') },
    ),

    only(
      'domain-is-pure',
      'Rules are decided by their arguments: no Nest, TypeORM, clock, randomness, files, environment.',
      { path: layer('domain') },
      [own('domain'), libs('kernel', 'rules'), packages(...purePackages), hashing, ...testing],
    ),
    only(
      'application-stays-inside',
      'A use case speaks its own domain, kernel, rules and contracts; of Nest it knows only Injectable.',
      { path: layer('application'), pathNot: spec },
      [own('application', 'domain'), libs('kernel', 'rules', 'contracts'), packages('@nestjs/common')],
    ),
    only(
      'api-is-thin',
      'A controller maps in, executes a use case and maps out.',
      { path: layer('api'), pathNot: spec },
      [
        own('api', 'application', 'domain'),
        libs('kernel', 'contracts', 'platform'),
        packages('@nestjs/common', 'pino'),
      ],
    ),
    never(
      'database-implements-ports',
      'A store knows the domain and its port, never the use case that calls it, a contract or another layer.',
      { path: layer('database'), pathNot: spec },
      {
        path: [at('apps/[^/]+/src/'), at('libs/')],
        pathNot: [own('database', 'domain', 'application/ports'), libs('kernel', 'platform')],
      },
    ),
    only(
      'messaging-calls-use-cases',
      'A consumer or job dedupes, then runs one use case.',
      { path: layer('messaging'), pathNot: spec },
      [own('messaging', 'application'), libs('kernel', 'contracts', 'platform'), packages('@nestjs/common', 'pino')],
    ),

    never(
      'gateway-has-no-database',
      'The edge keeps nothing.',
      { path: at('apps/gateway/'), pathNot: spec },
      { path: [packages('typeorm', 'pg', '@nestjs/typeorm'), at('libs/platform/src/database/')] },
    ),
    never(
      'gateway-has-no-business-rule',
      'The edge decides nothing.',
      { path: at('apps/gateway/') },
      { path: libs('rules') },
    ),
    never(
      'graphql-only-in-gateway',
      'Resolvers exist only in the gateway.',
      { path: at('(apps|libs)/'), pathNot: at('apps/gateway/') },
      { path: packages('@nestjs/graphql', '@nestjs/mercurius', 'mercurius', 'graphql') },
    ),
    never(
      'typeorm-only-in-database',
      'Rows and SQL stand in the stores and the migrations.',
      {
        path: at('(apps|libs)/'),
        pathNot: [
          layer('database'),
          at('libs/platform/src/database/'),
          at('libs/platform/src/.*migrations?\\.ts$'),
          at('libs/testing/'),
        ],
      },
      { path: packages('typeorm', '@nestjs/typeorm') },
    ),
    never(
      'pg-only-in-platform-database',
      'One place opens connections.',
      { path: at('(apps|libs)/'), pathNot: [at('libs/platform/src/database/'), at('libs/testing/'), spec] },
      { path: packages('pg') },
    ),
    never(
      'queues-only-in-platform-events',
      'Nobody but the event adapter knows which queue carries an event.',
      { path: at('(apps|libs|scripts)/'), pathNot: at('libs/platform/src/events/') },
      { path: packages('bullmq', 'ioredis') },
    ),

    never(
      'no-dev-dependencies',
      'What ships runs on what is installed in production; only the build needs more.',
      { path: at('(apps|libs|scripts)/'), pathNot: [spec, at('libs/testing/'), at('scripts/build\\.mjs$')] },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    never(
      'testing-only-in-tests',
      'Fixed clocks and builders stay out of what ships.',
      { path: at('(apps|libs|scripts)/'), pathNot: [spec, at('libs/testing/')] },
      { path: [libs('testing'), packages(...testPackages)] },
    ),
    never('specs-are-leaves', 'Shared test code belongs to libs/testing.', {}, { path: spec }),
    never(
      'no-circular',
      'A circle has no first file to read.',
      { path: at('') },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
    never('no-unresolvable', 'A rule cannot judge an import that leads nowhere.', {}, { couldNotResolve: true }),
  ];
}

export const cruiseOptions = {
  doNotFollow: { path: 'node_modules' },
  tsPreCompilationDeps: true,
  combinedDependencies: false,
  enhancedResolveOptions: {
    conditionNames: ['source', 'import', 'node', 'default'],
    exportsFields: ['exports'],
    extensions: ['.ts', '.mjs', '.js', '.d.ts', '.json'],
  },
};
