import type { ChildProcess } from 'node:child_process';

/**
 * The first message of a child process.
 * @throws when it ends before: a signal, a crash
 */
export function firstMessageOf<Message>(child: ChildProcess, name: string): Promise<Message> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      resolve(message as Message);
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      reject(new Error(`The ${name} ended with code ${String(code)} before it answered.`));
    });
  });
}
