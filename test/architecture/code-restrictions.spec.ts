import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';

const domain = 'apps/points/src/domain/planted.ts';
const application = 'apps/points/src/application/planted.ts';
const rules = 'libs/rules/src/planted.ts';
const store = 'apps/points/src/database/planted.ts';
const gateway = 'apps/gateway/src/purchases/planted.ts';
const platform = 'libs/platform/src/events/planted.ts';

/** Restriction (rule, and the name it forbids) → a text that breaks it. */
const planted: Record<string, string> = {
  'NewExpression Date': 'export const at = new Date();',
  'CallExpression Date.now': 'export const at = Date.now();',
  'CallExpression DateTime.now': "import { DateTime } from 'luxon'; export const at = DateTime.now();",
  'Math.random': 'export const draw = Math.random();',
  'process.env': 'export const port = process.env.PORT;',
};
const sql: Record<string, string> = {
  'now() in a string': "export const sql = 'UPDATE t SET at = now()';",
  'CURRENT_TIMESTAMP in a template': 'export const sql = `SELECT CURRENT_TIMESTAMP, ${1}`;',
};
const globals = ['process', 'crypto', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'fetch', 'console'];

describe('domain, application and rules', () => {
  const purePlaces = [domain, application, rules];

  it.each(purePlaces.flatMap((path) => Object.entries(planted).map(([name, text]) => ({ path, name, text }))))(
    '$path refuses $name',
    async ({ path, text }) => expect(await refusals(path, text)).not.toEqual([]),
  );

  it.each(purePlaces.flatMap((path) => globals.map((name) => ({ path, name }))))(
    '$path refuses the global $name',
    async ({ path, name }) =>
      expect(await refusals(path, `export const it = ${name};`)).toEqual(['no-restricted-globals']),
  );

  it('may compute with a given instant and fingerprint', async () => {
    const text =
      "import { createHash } from 'node:crypto'; export const at = new Date(0); export const h = createHash;";
    expect(await refusals(domain, text)).toEqual([]);
  });

  it('refuse randomness of node:crypto', async () => {
    const text = "import { randomUUID } from 'node:crypto'; export const id = randomUUID();";
    expect(await refusals(domain, text)).toEqual(['no-restricted-imports']);
    expect(await refusals(rules, text)).toEqual(['no-restricted-imports']);
  });
});

describe('application', () => {
  it('takes Injectable from Nest and nothing else', async () => {
    const importing = (name: string) => `import { ${name} } from '@nestjs/common'; export const it = ${name};`;
    expect(await refusals(application, importing('Injectable'))).toEqual([]);
    expect(await refusals(application, importing('Inject'))).toEqual(['no-restricted-imports']);
  });
});

describe('what ships', () => {
  it.each([store, platform].flatMap((path) => Object.entries(sql).map(([name, text]) => ({ path, name, text }))))(
    '$path refuses SQL with $name',
    async ({ path, text }) => expect(await refusals(path, text)).toEqual(['no-restricted-syntax']),
  );

  it.each([store, gateway].flatMap((path) => Object.entries(planted).map(([name, text]) => ({ path, name, text }))))(
    '$path refuses $name',
    async ({ path, text }) => expect(await refusals(path, text)).not.toEqual([]),
  );

  it('states the type of every decorated field, from which the transformer converts', async () => {
    const field = (text: string) => `import { IsInt } from 'class-validator'; export class It { @IsInt() ${text}; }`;
    expect(await refusals(platform, field('port = 3000'))).toEqual(['no-restricted-syntax']);
    expect(await refusals(gateway, field('port = 3000'))).toEqual(['no-restricted-syntax']);
    expect(await refusals(platform, field('port: number = 3000'))).toEqual([]);
  });

  it('may read the machine clock in the platform, which implements Clock', async () => {
    expect(await refusals(platform, 'export const at = new Date();')).toEqual([]);
  });
});

const eslint = new ESLint();

/** @returns the restriction rules that `text` breaks at `path`, under the configuration that `npm run check` uses */
async function refusals(path: string, text: string): Promise<string[]> {
  const config = (await eslint.calculateConfigForFile(path)) as Linter.Config;
  const restrictions = Object.entries(config.rules ?? {}).filter(([rule]) => rule.startsWith('no-restricted-'));
  const messages = new Linter({ cwd: process.cwd() }).verify(
    text,
    [
      {
        files: ['**/*.ts'],
        languageOptions: { parser: tseslint.parser },
        rules: Object.fromEntries(restrictions),
      },
    ],
    { filename: path },
  );
  return [...new Set(messages.map(({ ruleId }) => ruleId ?? 'does not parse'))];
}
