import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import type { Credentials } from '../launcher/credentials.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import type { Answer, Journal, Post } from './journal.js';

const tillTimeoutMs = 5_000;
const tillsCount = 12;
/** Of a till that was not answered, before its next post. */
const restMs = 500;
const resolveWithinMs = 60_000;

type Draft = Pick<Post, 'kind' | 'id' | 'memberId' | 'path' | 'body'>;

/** Tills that send purchases, redemptions and returns, and note what they were told. */
export class TillPosts {
  private readonly pool: Pool;
  private readonly returnable: Post[] = [];
  private numbers = 0;
  private turns = 0;
  private stopping = false;

  constructor(
    private readonly credentials: Credentials,
    private readonly memberIds: readonly string[],
    private readonly journal: Journal,
  ) {
    this.pool = new Pool(credentials.baseUrl, { connections: tillsCount });
  }

  /** Until `stop`. A post that nobody answers stays unknown, as it does for a till that gives up. */
  async run(): Promise<void> {
    const till = async (): Promise<void> => {
      while (!this.stopping) {
        const post = this.begin(this.next());
        if (!(await this.send(post))) await pause(restMs);
      }
    };
    await Promise.all(Array.from({ length: tillsCount }, till));
  }

  stop(): void {
    this.stopping = true;
  }

  close(): Promise<void> {
    return this.pool.close();
  }

  /** Purchases that nothing has disturbed: what redemptions take from. */
  async open(): Promise<void> {
    for (const memberId of this.memberIds) {
      const post = this.begin(this.purchaseOf(memberId, 1_000));
      while (!(await this.send(post))) await pause(restMs);
    }
  }

  /** Asks again, with the same id or key, until there is an answer. @throws when there is none in time */
  async resolve(posts: readonly Post[]): Promise<void> {
    const endsAtMs = performance.now() + resolveWithinMs;
    await runConcurrently(posts, tillsCount, async (post) => {
      while (!(await this.send(post))) {
        if (performance.now() > endsAtMs) throw new Error(`${post.kind} ${post.id} is not answered.`);
        await pause(restMs);
      }
    });
  }

  private begin(draft: Draft): Post {
    const post: Post = { ...draft, sentAtMs: performance.now() };
    this.journal.posts.push(post);
    return post;
  }

  /** @returns whether it was answered for good */
  private async send(post: Post): Promise<boolean> {
    const answer = await this.ask(post).catch(() => undefined);
    if (!answer || isLater(answer)) return false;
    post.answer = answer;
    post.answeredAtMs = performance.now();
    if (post.kind === 'purchase' && answer.status < 300) this.returnable.push(post);
    return true;
  }

  private async ask({ path, body, kind, id }: Post): Promise<Answer & { readonly retryAfter: boolean }> {
    const {
      statusCode,
      headers,
      body: answer,
    } = await this.pool.request({
      method: 'POST',
      path,
      headers: {
        authorization: `Bearer ${this.credentials.keys.pos}`,
        'content-type': 'application/json',
        ...(kind === 'redemption' ? { 'idempotency-key': id } : {}),
      },
      body: JSON.stringify(body),
      headersTimeout: tillTimeoutMs,
      bodyTimeout: tillTimeoutMs,
    });
    const json = (await answer.json()) as Answer['body'];
    return { status: statusCode, body: json, retryAfter: headers['retry-after'] !== undefined };
  }

  private next(): Draft {
    const number = (this.numbers += 1);
    const turn = (this.turns += 1);
    const memberId = this.memberIds[turn % this.memberIds.length] ?? '';
    if (turn % 5 === 1) {
      const body = { member: memberId, points: 1 + (number % 7), purpose: 'fault_test' };
      return { kind: 'redemption', id: `FK-${String(number)}`, memberId, path: '/v1/points/redemptions', body };
    }
    const sold =
      turn % 5 === 3 ? this.returnable.splice(number % Math.max(1, this.returnable.length), 1)[0] : undefined;
    if (!sold) return this.purchaseOf(memberId, 1 + (number % 9));
    const id = `FR-${String(number)}`;
    const body = {
      returnId: id,
      transactionId: sold.id,
      storeId: 'S01',
      occurredAt: '2026-03-02T10:00:00+08:00',
      items: [{ line: 1, quantity: 1 }],
    };
    return { kind: 'return', id, memberId: sold.memberId, path: '/v1/returns', body };
  }

  /** Of two pieces, so that a return takes a half. */
  private purchaseOf(memberId: string, points: number): Draft {
    const id = `FT-${memberId.slice(-4)}-${String((this.numbers += 1))}`;
    const unitPriceMinor = points * 100;
    const body = {
      transactionId: id,
      storeId: 'S01',
      member: memberId,
      occurredAt: '2026-03-01T10:00:00+08:00',
      channel: 'pos',
      currency: 'CNY',
      totalMinor: 2 * unitPriceMinor,
      items: [{ line: 1, sku: 'A', quantity: 2, unitPriceMinor }],
    };
    return { kind: 'purchase', id, memberId, path: '/v1/purchases', body };
  }
}

/** What a till's contract says to repeat. */
function isLater({ status, retryAfter }: { readonly status: number; readonly retryAfter: boolean }): boolean {
  return status >= 500 || status === 408 || status === 429 || (status === 409 && retryAfter);
}
