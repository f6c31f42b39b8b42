import type { LedgerUnderTest } from './ledger-under-test.js';
import { Counter } from './counter.js';
import type { History, Operation, OperationOf as Of, Wait } from './operations.js';
import { type Played, SideBySide } from './side-by-side.js';
import { Tills } from './tills.js';

/**
 * Plays one history on the ledger and on the plain model side by side, in a programme of its own.
 * @throws naming the first difference: of an answer, of a row, or of a rule that must hold
 */
export async function playHistory(ledger: LedgerUnderTest, history: History, played: Played): Promise<void> {
  ledger.clock.set('2026-11-21T02:15:00Z');
  const programId = await ledger.openProgram(history.zone, history.lots);
  const player = new HistoryPlayer(new SideBySide(ledger, programId, history, played), played);
  for (const step of history.steps) {
    player.wait(step.wait);
    await player.play(step.operations);
  }
}

class HistoryPlayer {
  private readonly tills: Tills;
  private readonly counter: Counter;

  constructor(
    private readonly side: SideBySide,
    private readonly played: Played,
  ) {
    this.tills = new Tills(side);
    this.counter = new Counter(side);
  }

  wait(wait: Wait): void {
    if ('ms' in wait) {
      this.side.ledger.clock.advance(wait.ms);
      return;
    }
    const dues = this.side.wallets.flatMap(({ lots, holds }) => [
      ...lots
        .filter(({ remaining }) => remaining > 0)
        .flatMap(({ activatesAt, expiresAt }) => [activatesAt, expiresAt]),
      ...holds.filter(({ state }) => state === 'open').map(({ expiresAt }) => expiresAt),
    ]);
    const next = Math.min(...dues.filter((at) => at !== null && at > this.side.nowMs).map(Number));
    if (Number.isFinite(next)) this.side.ledger.clock.set(new Date(Math.max(this.side.nowMs, next + wait.untilDue)));
  }

  /** Operations of one kind go to the service together, as tills that post at the same time do. */
  async play(operations: readonly Operation[]): Promise<void> {
    for (const wallet of this.side.wallets) wallet.settle(this.side.nowMs);
    const of = <Kind extends Operation['kind']>(...kinds: Kind[]): Of<Kind>[] =>
      operations.filter((each): each is Of<Kind> => (kinds as string[]).includes(each.kind));
    for (const each of operations) this.played.byKind.set(each.kind, (this.played.byKind.get(each.kind) ?? 0) + 1);
    this.played.operations += operations.length;
    const again = (kind: Of<'again'>['of']): Of<'again'>[] => of('again').filter((each) => each.of === kind);
    await this.tills.postSales([...of('buy', 'upload'), ...again('purchase')]);
    await this.tills.postReturns([...of('return'), ...again('return')]);
    for (const each of of('void')) await this.tills.postVoid(each);
    for (const each of of('claim')) await this.tills.claim(each);
    await this.counter.spend([
      ...of('redeem', 'hold', 'capture', 'release', 'adjust', 'transfer'),
      ...again('spending'),
    ]);
    await this.side.compare();
  }
}
