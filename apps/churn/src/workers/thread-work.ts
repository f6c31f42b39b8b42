import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ServiceEnv } from '#platform/config/service-env';
import { BackgroundWork, type Work } from '../application/ports/background-work.js';
import { runInWorker } from './run-in-worker.js';

/** What a thread gets to work with. */
export interface ThreadInput {
  readonly work: Work;
  readonly databaseUrl: string;
  readonly logLevel: string;
}

const file = new URL('./churn.worker.js', import.meta.url);

/** A thread a work, with its own connections, ended with it; works come one after the other, so that one core stays free. */
@Injectable()
export class ThreadWork extends BackgroundWork implements OnModuleDestroy {
  private readonly stopping = new AbortController();
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly env: ServiceEnv) {
    super();
  }

  override async run(work: Work): Promise<void> {
    const input: ThreadInput = { work, databaseUrl: this.env.DATABASE_URL, logLevel: this.env.LOG_LEVEL };
    const running = this.last.then(() => runInWorker<undefined>(file, input, { signal: this.stopping.signal }));
    this.last = running.catch(() => undefined);
    await running;
  }

  override async within(work: Promise<void>, waitMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, waitMs);
    });
    await Promise.race([work, waited]);
    clearTimeout(timer);
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort(new Error('The service is stopping.'));
    await this.last;
  }
}
