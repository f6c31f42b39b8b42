/** What a till sent, and what it was told. */
export interface Post {
  readonly kind: 'purchase' | 'redemption' | 'return';
  /** Transaction id, idempotency key or return id: what makes a repetition safe. */
  readonly id: string;
  readonly memberId: string;
  readonly path: string;
  readonly body: object;
  readonly sentAtMs: number;
  /** Undefined while nobody knows what became of it. */
  answer?: Answer;
  answeredAtMs?: number;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Everything that tills have sent in a run: what was acknowledged must be in the ledger once, whatever was killed. */
export class Journal {
  readonly posts: Post[] = [];

  get acknowledged(): Post[] {
    return this.posts.filter(({ answer }) => answer !== undefined && answer.status < 300);
  }

  get unknown(): Post[] {
    return this.posts.filter(({ answer }) => answer === undefined);
  }

  /** When the first post that was sent after an instant was acknowledged; undefined while none is. */
  firstAnsweredOf(sentAfterMs: number): number | undefined {
    const answered = this.posts.flatMap(({ sentAtMs, answeredAtMs, answer }) =>
      sentAtMs >= sentAfterMs && answeredAtMs !== undefined && answer && answer.status < 300 ? [answeredAtMs] : [],
    );
    return answered.length === 0 ? undefined : Math.min(...answered);
  }

  acknowledgedOf(kind: Post['kind']): Post[] {
    return this.acknowledged.filter((post) => post.kind === kind);
  }
}
