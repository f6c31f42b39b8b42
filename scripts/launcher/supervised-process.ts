import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { StartRefusedError } from '#platform/embedded/start-refused.error';
import { Backoff } from './backoff.js';
import type { LogFile } from './log-file.js';

export interface ProcessPlan {
  readonly name: string;
  /** Compiled module that the child runs. */
  readonly main: string;
  readonly env: Readonly<Record<string, string>>;
  /** Answers 200 when the child can work. */
  readonly readyUrl: string;
  readonly log: LogFile;
  /** Told of every start and end, so that the ids of all children are on disk. */
  readonly onChange?: () => void;
  readonly onRestart?: (text: string) => void;
}

const readyTimeoutMs = 60_000;
const readyPollMs = 30;
const readyAnswerTimeoutMs = 2000;

/** One service as a child process that is kept alive until it is told to stop. */
export class SupervisedProcess {
  private child?: ChildProcess;
  private backoff = new Backoff();
  private wanted = false;
  private restartTimer?: NodeJS.Timeout;

  constructor(readonly plan: ProcessPlan) {}

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /**
   * Starts the child and waits until it is ready; from then on it is started again whenever it dies.
   *
   * @throws StartRefusedError with the last lines of its log when it ends or hangs instead
   */
  async start(): Promise<void> {
    this.wanted = true;
    this.backoff = new Backoff();
    const child = this.spawn();
    if (await this.becomesReady(child)) {
      this.keepAlive(child, performance.now());
      return;
    }
    this.wanted = false;
    child.kill('SIGKILL');
    const { name, log } = this.plan;
    throw new StartRefusedError(`${name} did not start:\n${log.tail() || '(it wrote nothing)'}`, [
      `Its log: ${log.path}`,
    ]);
  }

  /** Asks it to finish what it has begun; what is left after the time is ended. */
  async stop(graceMs: number): Promise<void> {
    this.wanted = false;
    clearTimeout(this.restartTimer);
    const child = this.child;
    if (!child || !isRunning(child)) return;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(timer);
  }

  /** Ends it without a word, as a crash would; it is started again. */
  kill(): void {
    this.child?.kill('SIGKILL');
  }

  /** For the second Ctrl-C. */
  abandon(): void {
    this.wanted = false;
    clearTimeout(this.restartTimer);
    this.child?.kill('SIGKILL');
  }

  async waitUntilReady(): Promise<void> {
    const endsAt = performance.now() + readyTimeoutMs;
    while (!(await answersOk(this.plan.readyUrl))) {
      if (performance.now() > endsAt)
        throw new Error(`${this.plan.name} is not ready after ${String(readyTimeoutMs)} ms.`);
      await pause(readyPollMs);
    }
  }

  private spawn(): ChildProcess {
    const { main, env, log, onChange } = this.plan;
    log.beginRun();
    // A session of its own: Ctrl-C and a closed terminal reach the launcher alone, which stops its children in order.
    // The channel tells the child when the launcher is gone.
    this.child = spawn(process.execPath, [main], {
      env,
      detached: true,
      stdio: ['ignore', log.descriptor, log.descriptor, 'ipc'],
    });
    this.child.on('error', (error) => {
      log.write(`${error.message}\n`);
    });
    onChange?.();
    return this.child;
  }

  private async becomesReady(child: ChildProcess): Promise<boolean> {
    const endsAt = performance.now() + readyTimeoutMs;
    while (isRunning(child) && performance.now() < endsAt) {
      if (await answersOk(this.plan.readyUrl)) return true;
      await pause(readyPollMs);
    }
    return false;
  }

  private keepAlive(child: ChildProcess, startedAtMs: number): void {
    const restart = (): void => {
      if (!this.wanted) return;
      const delayMs = this.backoff.next(performance.now() - startedAtMs);
      const ending = child.signalCode ?? `code ${String(child.exitCode)}`;
      this.plan.onRestart?.(`${this.plan.name} ended (${ending}); starting it again`);
      this.restartTimer = setTimeout(() => {
        if (this.wanted) this.keepAlive(this.spawn(), performance.now());
      }, delayMs);
    };
    if (isRunning(child)) child.once('exit', restart);
    else restart();
  }
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

async function answersOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(readyAnswerTimeoutMs) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
