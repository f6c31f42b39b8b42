import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { eventually } from './support/eventually.js';
import { readTestCredentials } from './support/platform-under-test.js';

const timeoutMs = 60_000;
const fence = /^```(sh|json|text)\n([\s\S]*?)^```$/gm;
/** Stands in a printed answer for what is different every time. */
const varies = '…';

interface Block {
  readonly language: string;
  readonly text: string;
}

/** README's examples under "Try it": each command with the answer that is printed below it. */
describe('README', () => {
  let commands: { readonly shell: string; readonly answer?: Block }[];
  let run: (shell: string) => Promise<string>;

  beforeAll(async () => {
    const readme = await readFile('README.md', 'utf8');
    const section = readme.slice(readme.indexOf('## Try it'), readme.indexOf('## In production'));
    const blocks = [...section.matchAll(fence)].map(([, language = '', text = '']): Block => ({ language, text }));
    commands = blocks.flatMap((block, index) => {
      const next = blocks[index + 1];
      return block.language === 'sh' ? [{ shell: block.text, answer: next?.language === 'sh' ? undefined : next }] : [];
    });
    const { baseUrl } = await readTestCredentials();
    const dataDir = dirname(process.env['KEEPSAKE_TEST_CREDENTIALS'] ?? '');
    const here = (shell: string): string =>
      shell.replaceAll('http://localhost:3000', baseUrl).replaceAll('./.keepsake', dataDir);
    const preparation = here(commands[0]?.shell ?? '');
    run = async (shell) => {
      const { stdout } = await promisify(execFile)('bash', ['-c', `${preparation}\n${here(shell)}`], {
        env: { ...process.env, KEEPSAKE_DATA_DIR: dataDir, NODE_OPTIONS: '' },
      });
      return stdout;
    };
  });

  it(
    'has commands that answer as printed',
    async () => {
      expect(commands.filter(({ answer }) => answer)).toHaveLength(8);
      for (const { shell, answer } of commands) {
        if (!answer) continue;
        // What follows from a purchase follows a moment later: a query is asked again, a write is sent once.
        const isQuery = shell.includes('/graphql');
        const look = async (): Promise<void> => {
          expectAsPrinted(await run(shell), answer);
        };
        await (isQuery ? eventually(look) : look());
      }
    },
    timeoutMs,
  );
});

function expectAsPrinted(output: string, { language, text }: Block): void {
  if (language === 'json') {
    expect(JSON.parse(output)).toEqual(withAnything(JSON.parse(text)));
    return;
  }
  for (const line of text.trimEnd().split('\n')) {
    const [before = ''] = line.split(varies);
    expect(output).toContain(before);
  }
}

function withAnything(printed: unknown): unknown {
  if (printed === varies) return expect.any(String);
  if (Array.isArray(printed)) return printed.map(withAnything);
  if (typeof printed !== 'object' || printed === null) return printed;
  return Object.fromEntries(Object.entries(printed).map(([key, value]) => [key, withAnything(value)]));
}
