import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { Periodic } from '#platform/events/periodic';
import { LOGGER } from '#platform/telemetry/logger';
import { AttemptDeliveries } from '../application/attempt-deliveries.js';
import { ClaimDeliveries } from '../application/claim-deliveries.js';
import { FindDueEndpoints } from '../application/find-due-endpoints.js';
import { SendSlots } from './send-slots.js';
import { WakeUp } from './wake-up.js';

type EndpointRef = Parameters<ClaimDeliveries['execute']>[0];

/** Attempts under way in one process. */
const sendsMax = 128;
/** Of one endpoint, so that a slow one leaves room for the others. */
const sendsPerEndpointMax = 16;
/** Finds what other processes recorded, what is due by its schedule, and what a crash left behind. */
const lookEveryMs = 1_000;
const stopMsMax = 5_000;

interface Lane {
  announcedAgain: boolean;
  readonly done: Promise<void>;
}

/** Sends what is due: one lane an endpoint, all at once, until there is nothing left for it. */
@Injectable()
export class WebhookDeliveriesJob implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly slots = new SendSlots(sendsMax);
  private readonly lanes = new Map<string, Lane>();
  private readonly looking: Periodic;
  private stopping = false;

  constructor(
    private readonly findDue: FindDueEndpoints,
    private readonly claims: ClaimDeliveries,
    private readonly attempts: AttemptDeliveries,
    private readonly wakeUp: WakeUp,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.looking = new Periodic(
      () => this.look(),
      lookEveryMs,
      (error) => this.warn(error),
    );
  }

  onApplicationBootstrap(): void {
    this.wakeUp.listen((endpoints) => {
      for (const endpoint of endpoints) this.open(endpoint);
    });
    this.looking.start();
  }

  /** What is under way may end; what does not within 5 s is sent again after its lease, by whoever is there then. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await this.looking.stop();
    const lanes = [...this.lanes.values()].map(({ done }) => done);
    await Promise.race([Promise.all(lanes), new Promise((resolve) => setTimeout(resolve, stopMsMax).unref())]);
  }

  private async look(): Promise<void> {
    for (const endpoint of await this.findDue.execute()) this.open(endpoint);
  }

  private open(endpoint: EndpointRef): void {
    if (this.stopping) return;
    const key = `${endpoint.programId}/${endpoint.endpointId}`;
    const lane = this.lanes.get(key);
    if (lane) {
      lane.announcedAgain = true;
      return;
    }
    const done = this.run(key, endpoint)
      .catch((error: unknown) => this.warn(error))
      .finally(() => this.lanes.delete(key));
    this.lanes.set(key, { announcedAgain: false, done });
  }

  private async run(key: string, endpoint: EndpointRef): Promise<void> {
    let mayHaveMore = true;
    while (mayHaveMore && !this.stopping) {
      const lane = this.lanes.get(key);
      if (lane) lane.announcedAgain = false;
      // What is announced while the last round ran may have come too late for its claim.
      mayHaveMore = (await this.round(endpoint)) || (this.lanes.get(key)?.announcedAgain ?? false);
    }
  }

  /** @returns whether another round may find more; a failing endpoint waits for the next look round, 1 s */
  private async round(endpoint: EndpointRef): Promise<boolean> {
    let taken = await this.slots.take(sendsPerEndpointMax);
    try {
      const claim = await this.claims.execute(endpoint, taken);
      const needed = claim?.deliveries.length ?? 0;
      this.slots.give(taken - needed);
      taken = needed;
      if (!claim) return false;
      await this.attempts.execute(claim, () => {
        taken -= 1;
        this.slots.give(1);
      });
      return claim.endpoint.failingSince === null;
    } finally {
      this.slots.give(taken);
    }
  }

  private warn(error: unknown): void {
    this.logger.warn({ err: error }, 'webhooks: failed, will be tried again');
  }
}
