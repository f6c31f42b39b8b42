import type { Credentials } from './credentials.js';
import type { LogFile } from './log-file.js';
import type { ChildList } from './orphans.js';
import type { ProcessName } from './service-plans.js';
import type { SupervisedPostgres } from './supervised-postgres.js';
import type { SupervisedProcess } from './supervised-process.js';

/** Until when after the request each must have ended by itself: 10 s for all, and what one does not need is the next one's. */
const gatewayEndsByMs = 3_000;
const servicesEndByMs = 6_500;
const databaseEndsByMs = 9_300;

/** Thrown by whatever a start is doing when it is told to stop. */
export class StartInterruptedError extends Error {
  constructor() {
    super('The start was interrupted.');
  }
}

/**
 * Everything that has been started so far, in the order in which it must stop: the gateway first, so that what tills have sent is
 * finished; the services, so that what they have begun is committed; the database last.
 */
export class RunningPlatform {
  readonly processes = new Map<ProcessName, SupervisedProcess>();
  readonly logs: LogFile[] = [];
  postgres?: SupervisedPostgres;
  children?: ChildList;
  releaseLock?: () => Promise<void>;
  /** Resolves when a stop is complete. */
  readonly stopped: Promise<void>;
  private resolveStopped: () => void = () => undefined;
  private stopping?: Promise<void>;

  constructor() {
    this.stopped = new Promise((resolve) => (this.resolveStopped = resolve));
    // However this process ends short of a kill -9, nothing of it stays behind.
    process.once('exit', this.abandon);
  }

  get isStopping(): boolean {
    return this.stopping !== undefined;
  }

  /** Between two steps of a start: nothing new is begun when the platform has been told to stop. */
  throwIfStopping(): void {
    if (this.isStopping) throw new StartInterruptedError();
  }

  recordChildren(): void {
    this.children?.record([...this.processes.values()].flatMap(({ pid }) => (pid === undefined ? [] : [pid])));
  }

  /** Ends everything within 10 s, nothing in flight lost. Safe at any moment of a start, and to call again. */
  stop(): Promise<void> {
    this.stopping ??= this.stopInOrder();
    return this.stopping;
  }

  /** At once: what was answered is committed, the rest is lost. */
  private readonly abandon = (): void => {
    for (const process of this.processes.values()) process.abandon();
    this.postgres?.abandon();
  };

  private async stopInOrder(): Promise<void> {
    const services = [...this.processes.values()].filter(({ plan }) => plan.name !== 'gateway');
    const askedAtMs = performance.now();
    const graceUntil = (endsByMs: number): number => askedAtMs + endsByMs - performance.now();
    await this.processes.get('gateway')?.stop(graceUntil(gatewayEndsByMs));
    await Promise.all(services.map((service) => service.stop(graceUntil(servicesEndByMs))));
    await this.postgres?.stop(graceUntil(databaseEndsByMs));
    await this.children?.settled();
    for (const log of this.logs) log.close();
    await this.releaseLock?.();
    process.off('exit', this.abandon);
    this.resolveStopped();
  }
}

/** A platform that is up: what the end-to-end tests and the bench drive. */
export interface Platform {
  readonly baseUrl: string;
  readonly credentials: Credentials;
  /** True when this start created the programme. */
  readonly isNew: boolean;
  /** The last instant of the demo population; absent where there is none. */
  readonly populatedAt?: Date;
  /** Process ids by name, for measuring. */
  pids(): Readonly<Partial<Record<ProcessName | 'postgres', number>>>;
  /** Where a process answers, its health and metrics too. */
  urlOf(name: ProcessName): string;
  /** Ends a process as a crash would; it is started again. */
  kill(name: ProcessName | 'postgres'): void;
  /** Takes a process down until `resume`. */
  suspend(name: ProcessName): Promise<void>;
  resume(name: ProcessName): Promise<void>;
  waitUntilReady(name: ProcessName): Promise<void>;
  stop(): Promise<void>;
  /** Resolves when a stop, whoever asked for it, is complete. */
  readonly stopped: Promise<void>;
}
