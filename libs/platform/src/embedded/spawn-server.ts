import { spawn, type ChildProcess } from 'node:child_process';
import type { ServerIdentity } from './server-identity.js';

/**
 * Starts a program of the database server as its identity, in a session of its own: Ctrl-C reaches the whole process group
 * of the terminal, and PostgreSQL would stop before the services have drained.
 *
 * The environment is a short list, so that PGDATA, PGPORT or a locale of the shell cannot change what the server does.
 */
export function spawnServerProgram(
  identity: ServerIdentity,
  program: string,
  args: readonly string[],
  cwd: string,
): ChildProcess {
  const [command = program, ...rest] = [...identity.prefix, program, ...args];
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  if (process.env.LD_LIBRARY_PATH) env.LD_LIBRARY_PATH = process.env.LD_LIBRARY_PATH;
  return spawn(command, rest, {
    cwd,
    env,
    uid: identity.uid,
    gid: identity.gid,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
