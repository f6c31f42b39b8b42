import { existsSync, readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import { serviceNames } from '#contracts/internal/call';
import { loadEnv } from '#platform/config/load-env';

interface ComposeService {
  readonly image: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly ports?: readonly string[];
}

const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};
const example = readFileSync('.env.example', 'utf8');
const apps = [...serviceNames, 'gateway'];
const running = Object.entries(compose.services).filter(([name]) => name !== 'migrate');

describe('docker-compose.yml', () => {
  it('is valid against the schema of the Compose Specification', () => {
    const schema = JSON.parse(readFileSync('test/architecture/compose-schema.json', 'utf8')) as object;
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
    ajv.validate(schema, compose);
    expect(ajv.errors ?? []).toEqual([]);
  });

  it.each(apps)('runs %s from the one image, by its own entry file', (app) => {
    expect(service(app).command).toEqual(['node', `dist/apps/${app}/src/main.js`]);
    expect(service(app).image).toBe(service('migrate').image);
  });

  it.each(running)('asks %s for its health', (_name, { healthcheck }) => {
    expect(healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(apps)('takes %s as ready only when /health/ready says so', (app) => {
    expect(service(app).healthcheck?.test.join(' ')).toContain('/health/ready');
  });

  it('migrates before any service starts, and opens the gateway last', () => {
    expect(service('migrate').depends_on).toEqual({ postgres: { condition: 'service_healthy' } });
    for (const name of serviceNames) {
      expect(service(name).depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        postgres: { condition: 'service_healthy' },
        queues: { condition: 'service_healthy' },
      });
    }
    const gateway = service('gateway').depends_on;
    expect(gateway).toEqual(Object.fromEntries(serviceNames.map((name) => [name, { condition: 'service_healthy' }])));
  });

  it('keeps jobs as BullMQ asks: never evicted, persisted', () => {
    const command = service('queues').command?.join(' ') ?? '';
    expect(command).toContain('--maxmemory-policy noeviction');
    expect(command).toContain('--appendonly yes');
  });

  it('publishes the gateway and nothing else', () => {
    expect(Object.keys(compose.services).filter((name) => compose.services[name]?.ports)).toEqual(['gateway']);
  });
});

describe('the secrets of docker-compose.yml', () => {
  const values = Object.values(compose.services).flatMap(({ environment }) => Object.entries(environment ?? {}));
  const secret = /PASSWORD|SECRET|TOKEN|_KEY$/;

  it('stand nowhere in the file: each is a variable that must be set', () => {
    const secrets = values.filter(([name]) => secret.test(name));
    expect(secrets.length).toBeGreaterThan(5);
    for (const [, value] of secrets) expect(value).toMatch(/^\$\{[A-Z_]+:\?[^}]+\}$/);
    const addresses = values.filter(([, value]) => value.includes('@'));
    expect(addresses.length).toBeGreaterThan(5);
    for (const [, value] of addresses) expect(value).toMatch(/:\$\{[A-Z_]+:\?[^}]+\}@/);
  });

  it('are all named, and empty, in .env.example', () => {
    const required = new Set(
      values.flatMap(([, value]) => [...value.matchAll(/\$\{([A-Z_]+):\?/g)].map((match) => match[1])),
    );
    const listed = [...example.matchAll(/^([A-Z_]+)=$/gm)].map((match) => match[1]);
    expect(listed.sort()).toEqual([...required].sort());
  });
});

describe('the environment of docker-compose.yml', () => {
  const configured: [string, string][] = [
    ...apps.map((app): [string, string] => [app, `apps/${app}/src/${app}.env.ts`]),
    ['migrate', 'scripts/launcher/migrate.env.ts'],
  ];

  it.each(configured.filter(([, path]) => existsSync(path)))(
    'satisfies the configuration of %s',
    async (name, path) => {
      const exported = (await import(`../../${path.replace(/ts$/, 'js')}`)) as Record<string, unknown>;
      const EnvClass = Object.values(exported).find((value) => typeof value === 'function') as new () => object;
      const given = Object.entries(service(name).environment ?? {}).map(([variable, value]) => [
        variable,
        filled(value),
      ]);
      expect(() => loadEnv(EnvClass, { ...imageEnvironment(), ...Object.fromEntries(given) })).not.toThrow();
    },
  );
});

/** What Compose makes of a value when every secret is set and every default left alone. */
function filled(value: string): string {
  return value
    .replace(/\$\{[A-Z_]+:\?[^}]*\}/g, '0123456789abcdef'.repeat(4))
    .replace(/\$\{[A-Z_]+:-([^}]*)\}/g, (_, standard: string) => standard);
}

function imageEnvironment(): Record<string, string> {
  const pairs =
    readFileSync('Dockerfile', 'utf8')
      .match(/^ENV (.+)$/m)?.[1]
      ?.split(' ') ?? [];
  return Object.fromEntries(pairs.map((pair) => pair.split('=')));
}

function service(name: string): ComposeService {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
}
