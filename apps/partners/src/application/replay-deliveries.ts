import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { invalidField, Refusal } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import { checkPatterns, typesOf } from './event-patterns.js';
import { FindEndpoint } from './find-endpoint.js';
import { replayedDeliveriesMax } from './limits.js';
import { Deliveries } from './ports/deliveries.js';

interface ReplayRequest {
  readonly id: string;
  /** By when a delivery was first recorded: from `since` on, before `until`. */
  readonly since: Date;
  readonly until?: Date;
  readonly types?: readonly string[];
  readonly only: 'failed' | 'all';
}

/** Sends again what is finished: given up, or also delivered. What still waits is left to its schedule. */
@Injectable()
export class ReplayDeliveries {
  constructor(
    private readonly find: FindEndpoint,
    private readonly deliveries: Deliveries,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns how many deliveries are due again
   * @throws Refusal forbidden, not_found, invalid_value, not_enabled (the endpoint), limit_reached
   */
  async execute(caller: Caller, request: ReplayRequest): Promise<number> {
    const endpoint = await this.find.execute(caller, request.id);
    const at = this.clock.now();
    const { since, until = new Date(at.getTime() + 1), types = ['*'] } = request;
    checkPatterns(types, '/types');
    if (until <= since) throw invalidField('invalid_value', '/until', 'It must be after since.');
    if (endpoint.status === 'disabled') {
      throw new Refusal('not_enabled', 'The endpoint is disabled: enable it, then replay.');
    }
    const statuses = request.only === 'failed' ? (['failed'] as const) : (['failed', 'delivered'] as const);
    const window = { ...endpoint, since, until, types: typesOf(types), statuses };
    return this.transactions.run(async () => {
      if ((await this.deliveries.countReplayable(window, replayedDeliveriesMax + 1)) > replayedDeliveriesMax) {
        throw new Refusal(
          'limit_reached',
          `One replay sends at most ${replayedDeliveriesMax} events: narrow the window.`,
        );
      }
      return this.deliveries.reschedule(window, at);
    });
  }
}
