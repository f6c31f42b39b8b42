import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import type { LogFile } from './log-file.js';

interface Errand {
  readonly name: string;
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  readonly log: LogFile;
}

/**
 * Runs a script of this project in a process of its own until it ends: what it loads does not stay in the launcher.
 *
 * @throws StartRefusedError with the last lines of its log when it fails
 */
export async function runToEnd({ name, main, env, log }: Errand): Promise<void> {
  log.beginRun();
  const child = spawn(process.execPath, [main], {
    env,
    detached: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new StartRefusedError(`${name} failed:\n${log.tail()}`, [`Its log: ${log.path}`]);
}
