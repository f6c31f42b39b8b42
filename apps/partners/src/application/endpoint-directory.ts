import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { WebhookEndpoint } from '../domain/webhook-endpoint.js';
import { messagesKeptMs } from './limits.js';
import { WebhookEndpoints } from './ports/webhook-endpoints.js';

/** A change that another replica made is heard within a second, with time to spare for the read. */
const ageMsMax = 750;

/**
 * The endpoints that hear events, in memory: an event of a programme without any must cost almost nothing. A disabled one stays
 * for 30 days, so that what it missed can be pulled or replayed when it is back.
 */
@Injectable()
export class EndpointDirectory {
  private known?: { readonly readAtMs: number; readonly byProgram: Promise<ReadonlyMap<string, WebhookEndpoint[]>> };

  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly clock: Clock,
  ) {}

  async hearing(programId: string): Promise<readonly WebhookEndpoint[]> {
    const byProgram = await this.current();
    return byProgram.get(programId) ?? [];
  }

  /** After a change of this process's own. */
  forget(): void {
    this.known = undefined;
  }

  private async current(): Promise<ReadonlyMap<string, WebhookEndpoint[]>> {
    const nowMs = this.clock.now().getTime();
    if (!this.known || nowMs - this.known.readAtMs >= ageMsMax) {
      this.known = { readAtMs: nowMs, byProgram: this.read(new Date(nowMs - messagesKeptMs)) };
    }
    const { known } = this;
    try {
      return await known.byProgram;
    } catch (error) {
      if (this.known === known) this.known = undefined;
      throw error;
    }
  }

  private async read(disabledAfter: Date): Promise<ReadonlyMap<string, WebhookEndpoint[]>> {
    const byProgram = new Map<string, WebhookEndpoint[]>();
    for (const endpoint of await this.endpoints.listening(disabledAfter)) {
      const others = byProgram.get(endpoint.programId);
      if (others) others.push(endpoint);
      else byProgram.set(endpoint.programId, [endpoint]);
    }
    return byProgram;
  }
}
