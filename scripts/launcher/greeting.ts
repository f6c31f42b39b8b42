import { relative } from 'node:path';
import type { Credentials } from './credentials.js';
import { samplePurchase, sampleQuery, type SampleCommand } from './sample-commands.js';

interface GreetingFacts {
  readonly credentials: Credentials;
  readonly dataDir: string;
  readonly startedInSeconds: number;
  /** When the demo population's purchase was made; absent where there is none, and nothing may be written. */
  readonly populatedAt?: Date;
}

const answerTimeoutMs = 10_000;
const answerLinesMax = 32;

/** Where everything is, and two commands to paste with the answers that this platform has just given to them. */
export async function greeting(facts: GreetingFacts): Promise<string> {
  const { credentials, dataDir, startedInSeconds, populatedAt } = facts;
  const folder = relative(process.cwd(), dataDir) || dataDir;
  const purchase = samplePurchase(credentials, populatedAt ?? new Date());
  const query = sampleQuery(credentials);
  const lines = [
    '',
    `Keepsake is running (${startedInSeconds.toFixed(1)} s).`,
    '',
    `  REST       ${credentials.baseUrl}/v1 · reference ${credentials.baseUrl}/docs`,
    `  GraphQL    ${credentials.graphqlUrl} · explorer ${credentials.baseUrl}/graphiql`,
    `  Keys       ${folder}/credentials.json`,
    `  Logs       ${folder}/logs`,
    '',
    ...described(purchase),
    ...(populatedAt ? await answered(purchase) : ['']),
    ...described(query),
    ...(await answered(query)),
    'Ctrl-C stops everything; the data stays.',
    '',
  ];
  return lines.join('\n');
}

function described({ title, shell }: SampleCommand): string[] {
  return [`${title}:`, '', ...shell.map((line) => `  ${line}`)];
}

async function answered(command: SampleCommand): Promise<string[]> {
  const lines = shortened(await answerTo(command));
  return ['', ...lines.map((line, index) => `  ${index === 0 ? '→' : ' '} ${line}`), ''];
}

/** What goes wrong here is shown like an answer: the platform runs without it. */
async function answerTo({ url, bearer, body }: SampleCommand): Promise<unknown> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
    return await response.json();
  } catch (error) {
    return `no answer (${(error as Error).message})`;
  }
}

/** Small objects on one line, the rest indented, and no more than fits on a screen. */
function shortened(answer: unknown): string[] {
  const lines = pretty(answer, '').split('\n');
  return lines.length <= answerLinesMax ? lines : [...lines.slice(0, answerLinesMax), '…'];
}

const lineCharsMax = 120;

function pretty(value: unknown, indent: string): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length <= lineCharsMax || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  const entries = Array.isArray(value)
    ? value.map((item) => `${inner}${pretty(item, inner)}`)
    : Object.entries(value).map(([name, item]) => `${inner}${JSON.stringify(name)}: ${pretty(item, inner)}`);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${entries.join(',\n')}\n${indent}${close}`;
}
