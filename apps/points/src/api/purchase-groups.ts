import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { Refusal } from '#contracts/errors/refusals';
import type { ItemResult } from '#contracts/internal/call';
import type { PurchasePosting } from '#contracts/internal/points';
import type { PurchaseAnswer } from '#contracts/public/purchase';
import { isTransient } from '#platform/events/transient-errors';
import { LOGGER } from '#platform/telemetry/logger';
import { PostPurchases } from '../application/post-purchases.js';
import { itemRefusal } from '../application/purchase-draft.js';
import { groupDuration, groupSize, postings as postingsTotal } from './points.metrics.js';

/** A group is closed at this size; a call of more is a group of its own. */
const groupSizeMax = 100;
/** How long a group may wait for company while another one is being written. */
const gatherMsMax = 2;
/** A third transaction only makes the others wait: measured on two cores. */
const runningGroupsMax = 2;
/** Beyond this a post would wait longer than a till does. */
const waitingPostingsMax = 20_000;
const retrySeconds = 1;

type PostResult = ItemResult<PurchaseAnswer>;

interface WaitingCall {
  readonly programId: string;
  readonly postings: readonly PurchasePosting[];
  readonly sinceMs: number;
  readonly answer: (results: readonly PostResult[]) => void;
}

/**
 * Group commit: calls that arrive together are written in one transaction of one programme, because a durable commit costs about
 * the same for one purchase as for a hundred.
 */
@Injectable()
export class PurchaseGroups {
  private waiting: WaitingCall[] = [];
  private waitingPostings = 0;
  private running = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly postPurchases: PostPurchases,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** @throws Refusal unavailable when too many posts are waiting already */
  post(programId: string, postings: readonly PurchasePosting[]): Promise<readonly PostResult[]> {
    if (this.waitingPostings + postings.length > waitingPostingsMax) {
      throw new Refusal('unavailable', 'Too many purchases are waiting.', { retryAfterSeconds: retrySeconds });
    }
    return new Promise((answer) => {
      this.waiting.push({ programId, postings, sinceMs: performance.now(), answer });
      this.waitingPostings += postings.length;
      this.start();
    });
  }

  private start(): void {
    while (this.running < runningGroupsMax && this.waiting.length > 0) {
      const oldest = this.waiting[0];
      const patienceMs = gatherMsMax - (performance.now() - (oldest?.sinceMs ?? 0));
      if (this.running > 0 && this.waitingPostings < groupSizeMax && patienceMs > 0) {
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
  private take(): WaitingCall[] {
    const programId = this.waiting[0]?.programId;
    const group: WaitingCall[] = [];
    const rest: WaitingCall[] = [];
    let size = 0;
    for (const call of this.waiting) {
      const fits = call.programId === programId && (size === 0 || size + call.postings.length <= groupSizeMax);
      if (fits) size += call.postings.length;
      (fits ? group : rest).push(call);
    }
    this.waiting = rest;
    this.waitingPostings -= size;
    return group;
  }

  private async write(group: readonly WaitingCall[]): Promise<void> {
    const programId = group[0]?.programId ?? '';
    const postings = group.flatMap((call) => call.postings);
    const results = await this.results(programId, postings);
    for (const result of results) postingsTotal.inc({ outcome: outcomeOf(result) });
    let from = 0;
    for (const call of group) {
      call.answer(results.slice(from, from + call.postings.length));
      from += call.postings.length;
    }
  }

  /** Of a group that cannot be written, each post is tried alone, so that only the one at fault fails. */
  private async results(programId: string, postings: readonly PurchasePosting[]): Promise<readonly PostResult[]> {
    groupSize.observe(postings.length);
    const done = groupDuration.startTimer();
    try {
      return await this.postPurchases.execute(programId, postings);
    } catch (error) {
      if (isTransient(error)) return this.unavailable(error, postings.length);
      if (postings.length === 1) return [this.failed(error)];
      const alone: PostResult[] = [];
      for (const posting of postings) alone.push(...(await this.results(programId, [posting])));
      return alone;
    } finally {
      done();
    }
  }

  private unavailable(error: unknown, count: number): PostResult[] {
    this.logger.warn({ err: error, count }, 'purchases could not be recorded now');
    const refusal = new Refusal('unavailable', 'Purchases cannot be recorded right now.', {
      retryAfterSeconds: retrySeconds,
    });
    return new Array<PostResult>(count).fill({ ok: false, error: itemRefusal(refusal) });
  }

  private failed(error: unknown): PostResult {
    this.logger.error({ err: error }, 'a purchase could not be recorded');
    return { ok: false, error: { code: 'internal', detail: 'Something failed on our side.' } };
  }
}

function outcomeOf(result: PostResult): string {
  if (!result.ok) return result.error.code;
  return result.value.duplicate ? 'duplicate' : 'recorded';
}
