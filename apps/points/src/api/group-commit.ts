import type { Logger } from 'pino';
import { Refusal } from '#contracts/errors/refusals';
import type { ItemResult } from '#contracts/internal/call';
import { isTransient } from '#platform/events/transient-errors';
import { itemRefusal } from '../application/item-refusals.js';

/** A group is closed at this size; a call of more is a group of its own. */
const groupSizeMax = 100;
/** How long a group may wait for company while another one is being written. */
const gatherMsMax = 2;
/** A third transaction only makes the others wait: measured on two cores. */
const runningGroupsMax = 2;
/** Beyond this an item would wait longer than a till does. */
const waitingItemsMax = 20_000;
const retrySeconds = 1;

interface GroupCommitOptions<Item, Value> {
  /** Of the items, for people: "purchases". */
  readonly items: string;
  readonly logger: Logger;
  /** Writes one group in one transaction; results in the order of the items. */
  readonly write: (programId: string, items: readonly Item[]) => Promise<readonly ItemResult<Value>[]>;
  readonly onGroup: (size: number) => () => void;
  readonly onResult: (result: ItemResult<Value>, item: Item) => void;
}

interface WaitingCall<Item, Value> {
  readonly programId: string;
  readonly items: readonly Item[];
  readonly sinceMs: number;
  readonly answer: (results: readonly ItemResult<Value>[]) => void;
}

/**
 * Group commit: calls that arrive together are written in one transaction of one programme, because a durable commit costs about
 * the same for one item as for a hundred.
 */
export class GroupCommit<Item, Value> {
  private waiting: WaitingCall<Item, Value>[] = [];
  private waitingItems = 0;
  private running = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: GroupCommitOptions<Item, Value>) {}

  /** @throws Refusal unavailable when too many items are waiting already */
  post(programId: string, items: readonly Item[]): Promise<readonly ItemResult<Value>[]> {
    if (this.waitingItems + items.length > waitingItemsMax) {
      throw new Refusal('unavailable', `Too many ${this.options.items} are waiting.`, {
        retryAfterSeconds: retrySeconds,
      });
    }
    return new Promise((answer) => {
      this.waiting.push({ programId, items, sinceMs: performance.now(), answer });
      this.waitingItems += items.length;
      this.start();
    });
  }

  private start(): void {
    while (this.running < runningGroupsMax && this.waiting.length > 0) {
      const oldest = this.waiting[0];
      const patienceMs = gatherMsMax - (performance.now() - (oldest?.sinceMs ?? 0));
      if (this.running > 0 && this.waitingItems < groupSizeMax && patienceMs > 0) {
        this.timer ??= setTimeout(() => {
          this.timer = undefined;
          this.start();
        }, patienceMs);
        return;
      }
      const group = this.take();
      this.running += 1;
      void this.write(group).finally(() => {
        this.running -= 1;
        this.start();
      });
    }
  }

  /** The oldest call and those of its programme that fit beside it. */
  private take(): WaitingCall<Item, Value>[] {
    const programId = this.waiting[0]?.programId;
    const group: WaitingCall<Item, Value>[] = [];
    const rest: WaitingCall<Item, Value>[] = [];
    let size = 0;
    for (const call of this.waiting) {
      const fits = call.programId === programId && (size === 0 || size + call.items.length <= groupSizeMax);
      if (fits) size += call.items.length;
      (fits ? group : rest).push(call);
    }
    this.waiting = rest;
    this.waitingItems -= size;
    return group;
  }

  private async write(group: readonly WaitingCall<Item, Value>[]): Promise<void> {
    const programId = group[0]?.programId ?? '';
    const items = group.flatMap((call) => call.items);
    const results = await this.results(programId, items);
    results.forEach((result, index) => this.options.onResult(result, items[index] as Item));
    let from = 0;
    for (const call of group) {
      call.answer(results.slice(from, from + call.items.length));
      from += call.items.length;
    }
  }

  /** Of a group that cannot be written, each item is tried alone, so that only the one at fault fails. */
  private async results(programId: string, items: readonly Item[]): Promise<readonly ItemResult<Value>[]> {
    const done = this.options.onGroup(items.length);
    try {
      return await this.options.write(programId, items);
    } catch (error) {
      if (isTransient(error)) return this.unavailable(error, items.length);
      if (items.length === 1) return [this.failed(error)];
      const alone: ItemResult<Value>[] = [];
      for (const item of items) alone.push(...(await this.results(programId, [item])));
      return alone;
    } finally {
      done();
    }
  }

  private unavailable(error: unknown, count: number): ItemResult<Value>[] {
    const { items, logger } = this.options;
    logger.warn({ err: error, count }, `${items} could not be recorded now`);
    const refusal = new Refusal('unavailable', `The ${items} cannot be recorded right now.`, {
      retryAfterSeconds: retrySeconds,
    });
    return new Array<ItemResult<Value>>(count).fill({ ok: false, error: itemRefusal(refusal) });
  }

  private failed(error: unknown): ItemResult<Value> {
    this.options.logger.error({ err: error }, `one of the ${this.options.items} could not be recorded`);
    return { ok: false, error: { code: 'internal', detail: 'Something failed on our side.' } };
  }
}
