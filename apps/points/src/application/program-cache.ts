import type { Clock } from '#kernel/clock';
import type { Transactions } from '#kernel/transactions';

const programsMax = 1_000;

interface Kept<Value> {
  readonly value: Promise<Value>;
  /** When its reading began: what was true then may have changed since. */
  readonly readAtMs: number;
}

export interface Freshness {
  /** Read again from this age on while the value still serves, so that a busy programme never waits. */
  readonly refreshAfterMs: number;
  /** Beyond it no value serves. */
  readonly freshMsMax: number;
}

/** What each process keeps of a programme's rules: no older than its limit, read by one caller for all. */
export class ProgramCache<Value> {
  private readonly kept = new Map<string, Kept<Value>>();
  private readonly refreshing = new Set<string>();

  /** @param read gets what was kept before, where there is anything */
  constructor(
    private readonly read: (programId: string, before: Value | undefined) => Promise<Value>,
    private readonly freshness: Freshness,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  get(programId: string): Promise<Value> {
    const nowMs = this.clock.now().getTime();
    const known = this.kept.get(programId);
    const ageMs = known ? Math.abs(nowMs - known.readAtMs) : Infinity;
    if (!known || ageMs >= this.freshness.freshMsMax) return this.keep(programId, this.load(programId, known), nowMs);
    if (ageMs >= this.freshness.refreshAfterMs) this.refresh(programId, known);
    return known.value;
  }

  /** This process has changed something: it reads at the next question. */
  forget(programId: string): void {
    const known = this.kept.get(programId);
    if (known) this.kept.set(programId, { ...known, readAtMs: -Infinity });
  }

  private async load(programId: string, known: Kept<Value> | undefined): Promise<Value> {
    return this.read(programId, await known?.value.catch(() => undefined));
  }

  private keep(programId: string, value: Promise<Value>, readAtMs: number): Promise<Value> {
    if (this.kept.size >= programsMax) this.kept.clear();
    const kept = { value, readAtMs };
    this.kept.set(programId, kept);
    // A failed reading is tried again by the next caller.
    value.catch(() => {
      if (this.kept.get(programId) === kept) this.kept.delete(programId);
    });
    return value;
  }

  /** Apart: the caller's transaction ends before this does. What fails here is read by a caller when the value is too old. */
  private refresh(programId: string, known: Kept<Value>): void {
    if (this.refreshing.has(programId)) return;
    this.refreshing.add(programId);
    const nowMs = this.clock.now().getTime();
    const done = (): void => {
      this.refreshing.delete(programId);
    };
    const renew = async (): Promise<void> => {
      const value = await this.load(programId, known);
      // Forgotten or read by a caller meanwhile: that is newer.
      if (this.kept.get(programId) === known) void this.keep(programId, Promise.resolve(value), nowMs);
    };
    this.transactions.apart(renew).then(done, done);
  }
}
