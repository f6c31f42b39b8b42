import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCredentials } from '../launcher/credentials.js';
import { TerminalProgress } from '../launcher/progress.js';
import { startPlatform } from '../launcher/start-platform.js';
import { type OracleArguments, UsageError } from './arguments.js';

export interface FoundPlatform {
  readonly baseUrl: string;
  readonly key: string;
  /** Takes down what was started for this run. */
  stop(): Promise<void>;
}

const readyTimeoutMs = 2_000;
/** As root the database runs as another user, who must be able to enter. */
const enterableMode = 0o711;

/** The platform that was named, or that runs here, or a new one in a temporary folder. */
export async function findPlatform(
  { baseUrl, key, fresh }: Pick<OracleArguments, 'baseUrl' | 'key' | 'fresh'>,
  {
    environment,
    messages,
    signal,
  }: { environment: NodeJS.ProcessEnv; messages: NodeJS.WriteStream; signal: AbortSignal },
): Promise<FoundPlatform> {
  if (!fresh) {
    const stored = await readCredentials(join(environment['KEEPSAKE_DATA_DIR'] ?? '.keepsake', 'credentials.json'));
    const namedUrl = baseUrl ?? environment['KEEPSAKE_URL'];
    const found = {
      baseUrl: namedUrl ?? stored?.baseUrl,
      key: key ?? environment['KEEPSAKE_KEY'] ?? stored?.keys.admin,
      stop: () => Promise.resolve(),
    };
    if (namedUrl !== undefined && found.key === undefined) throw new UsageError('--base-url needs a --key.');
    if (isComplete(found) && (namedUrl !== undefined || (await isReady(found.baseUrl)))) {
      messages.write(`Using the platform at ${found.baseUrl}.\n`);
      return found;
    }
  }
  return startOwn(messages, signal);
}

function isComplete(found: { baseUrl?: string; key?: string; stop(): Promise<void> }): found is FoundPlatform {
  return found.baseUrl !== undefined && found.key !== undefined;
}

async function isReady(baseUrl: string): Promise<boolean> {
  try {
    return (await fetch(`${baseUrl}/health/ready`, { signal: AbortSignal.timeout(readyTimeoutMs) })).ok;
  } catch {
    return false;
  }
}

async function startOwn(messages: NodeJS.WriteStream, signal: AbortSignal): Promise<FoundPlatform> {
  messages.write('Starting a platform in a temporary folder.\n');
  const parent = await mkdtemp(join(tmpdir(), 'keepsake-offers-'));
  await chmod(parent, enterableMode);
  const remove = () => rm(parent, { recursive: true, force: true });
  try {
    const progress = new TerminalProgress(messages);
    const platform = await startPlatform({ dataDir: join(parent, 'data'), port: 0, empty: true, progress, signal });
    return {
      baseUrl: platform.baseUrl,
      key: platform.credentials.keys.admin,
      stop: async () => {
        await platform.stop();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
