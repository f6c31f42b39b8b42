import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import { FindEndpoint } from './find-endpoint.js';
import { Deliveries } from './ports/deliveries.js';

interface MessagesPage {
  readonly id: string;
  readonly limit: number;
  readonly afterPosition?: number;
}

/** What the endpoint was, or would have been, sent: for receivers that cannot be reached, or lost something. */
@Injectable()
export class PullMessages {
  constructor(
    private readonly find: FindEndpoint,
    private readonly deliveries: Deliveries,
  ) {}

  /** Oldest first; whoever follows the cursor misses nothing. @throws Refusal forbidden, not_found */
  async execute(caller: Caller, { id, ...page }: MessagesPage): Promise<{ position: number; body: string }[]> {
    return this.deliveries.pull(await this.find.execute(caller, id), page);
  }
}
