import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/embedded/embedded-postgres';
import { Backoff } from './backoff.js';
import type { LogFile } from './log-file.js';

interface PostgresPlan {
  readonly dataDir: string;
  readonly password: string;
  readonly log: LogFile;
  readonly onRestart?: (text: string) => void;
}

/** The embedded database, kept alive on the same port until it is told to stop. */
export class SupervisedPostgres {
  private server?: EmbeddedPostgres;
  private readonly backoff = new Backoff();
  private wanted = false;
  private restartTimer?: NodeJS.Timeout;
  private launching: Promise<void> = Promise.resolve();

  constructor(private readonly plan: PostgresPlan) {}

  get pid(): number | undefined {
    return this.server?.pid;
  }

  /** The superuser's address. */
  get url(): string {
    if (!this.server) throw new Error('The database has not been started.');
    return this.server.url;
  }

  async start(): Promise<void> {
    this.wanted = true;
    this.launching = this.launch();
    await this.launching;
  }

  async stop(graceMs: number): Promise<void> {
    this.wanted = false;
    clearTimeout(this.restartTimer);
    // A restart that is under way would otherwise outlive the stop.
    await this.launching.catch(() => undefined);
    await this.server?.stop(graceMs);
    this.server = undefined;
  }

  /** Ends it without a word, as a crash would; it is started again. */
  kill(): void {
    if (this.server) process.kill(this.server.pid, 'SIGKILL');
  }

  /** Immediate shutdown: the next start recovers from the log. */
  abandon(): void {
    this.wanted = false;
    clearTimeout(this.restartTimer);
    try {
      if (this.server) process.kill(this.server.pid, 'SIGQUIT');
    } catch {
      // It has ended already.
    }
  }

  private async launch(): Promise<void> {
    const { dataDir, password, log } = this.plan;
    const startedAtMs = performance.now();
    this.server = await startEmbeddedPostgres({
      dataDir,
      password,
      port: this.server?.port,
      onLog: (text) => {
        log.write(text);
      },
    });
    void this.server.ended.then(({ code, signal }) => {
      this.restart(`ended (${signal ?? `code ${String(code)}`})`, performance.now() - startedAtMs);
    });
  }

  private restart(why: string, aliveMs: number): void {
    if (!this.wanted) return;
    this.plan.onRestart?.(`the database ${why}; starting it again`);
    this.restartTimer = setTimeout(() => {
      if (!this.wanted) return;
      // A killed server's last children may hold its memory for a moment: it is tried again.
      this.launching = this.launch().catch((error: unknown) => {
        this.restart(`did not start (${(error as Error).message})`, 0);
      });
    }, this.backoff.next(aliveMs));
  }
}
