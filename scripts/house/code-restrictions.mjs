// What an import rule cannot see: names taken from an allowed module, globals, and words inside SQL.
// Every entry has a planted violation in test/architecture.

const spec = '**/*.spec.ts';
const pure = ['apps/*/src/domain/**/*.ts', 'libs/rules/src/**/*.ts'];
const application = ['apps/*/src/application/**/*.ts'];
const product = ['apps/**/*.ts', 'libs/**/*.ts'];

/** `no-restricted-syntax` entries, kept apart because a later block replaces an earlier block's list. */
const clockRules = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Time comes from Clock: new Date() reads the machine.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Time comes from Clock: Date.now() reads the machine.',
  },
  {
    selector:
      "CallExpression[callee.object.name='DateTime'][callee.property.name=/^(now|local|utc)$/][arguments.length=0]",
    message: 'Time comes from Clock: DateTime.now() reads the machine.',
  },
];
const environmentRules = [
  {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message: 'Configuration is read once, by loadEnv, and passed on.',
  },
];
const randomRules = [
  {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Randomness comes in as an argument or by a port.',
  },
];
const sqlTimeRules = ['Literal[value=', 'TemplateElement[value.raw='].map((node) => ({
  selector: `${node}/\\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\\s*\\(\\s*\\)|\\bcurrent_(timestamp|date|time)\\b/i]`,
  message: 'Time comes from Clock, never from SQL: pass the instant as a parameter.',
}));

const metadataRules = [
  {
    selector: 'PropertyDefinition[decorators.length>0]:not([typeAnnotation])',
    message:
      'A decorated field states its type: the transformer reads it from the metadata, which knows no inferred type.',
  },
];

const pureGlobals = [
  'process',
  'crypto',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'fetch',
  'console',
].map((name) => ({
  name,
  message: 'Rules and use cases are pure: time, randomness, environment and input come in as arguments or by a port.',
}));

const pureCrypto = {
  name: 'node:crypto',
  allowImportNames: ['createHash', 'createHmac', 'hash', 'timingSafeEqual'],
  message: 'A domain may hash; randomness and keys come in as arguments.',
};

const injectableOnly = {
  name: '@nestjs/common',
  allowImportNames: ['Injectable'],
  message: 'A use case knows Injectable and nothing else of Nest.',
};

export const pureRestrictions = [
  {
    name: 'keepsake/pure',
    files: pure,
    ignores: [spec],
    rules: {
      'no-restricted-syntax': ['error', ...clockRules, ...randomRules],
      'no-restricted-globals': ['error', ...pureGlobals],
      'no-restricted-imports': ['error', { paths: [pureCrypto] }],
    },
  },
];

export const applicationRestrictions = [
  {
    name: 'keepsake/application',
    files: application,
    ignores: [spec],
    rules: {
      'no-restricted-syntax': ['error', ...clockRules, ...randomRules],
      'no-restricted-globals': ['error', ...pureGlobals],
      'no-restricted-imports': ['error', { paths: [injectableOnly] }],
    },
  },
];

export const edgeRestrictions = [
  {
    name: 'keepsake/edges',
    files: ['apps/**/*.ts'],
    ignores: [spec, ...pure, ...application],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...clockRules,
        ...randomRules,
        ...environmentRules,
        ...sqlTimeRules,
        ...metadataRules,
      ],
    },
  },
  {
    name: 'keepsake/platform',
    files: product,
    ignores: [spec, 'apps/**', ...pure],
    rules: { 'no-restricted-syntax': ['error', ...sqlTimeRules, ...metadataRules] },
  },
];
