import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { EventOutbox } from '#contracts/events/outbox';
import type { CampaignDocument } from '#rules/campaigns/document';
import type { AccountBook } from '../domain/book/account-book.js';
import { touchLots } from '../domain/book/touch-lots.js';
import { lotActivities } from '../domain/campaigns/lot-activities.js';
import { expiryPolicyOf } from '../domain/campaigns/lot-terms.js';
import { pointsWallet } from '../domain/ledger.js';
import { AccountBooks } from './account-books.js';
import { bookOf } from './book-of.js';
import type { Happening } from './earn-from-events.js';
import type { EarningRules } from './earning-session.js';
import { EarningSessions } from './earning-sessions.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { TouchedLotStore } from './ports/touched-lot.store.js';
import { inLedgerOrder, settledEvents } from './settled-events.js';

/** An activity of the member on books that are open. */
interface Touch {
  readonly activity: string;
  readonly occurredAt: Date;
  readonly now: Date;
  readonly level: string | null;
}

/** What a purchase, and points that are spent, count as where lots slide or wait. */
export const [bought, redeemed] = ['purchase', 'redeem'] as const;

const noLots: ReadonlyMap<string, readonly string[]> = new Map();

/** Lets activities of members do to their lots what policies say: what waited for one becomes active, sliding expiries move on. */
@Injectable()
export class TouchLots {
  constructor(
    private readonly sessions: EarningSessions,
    private readonly accountBooks: AccountBooks,
    private readonly lots: TouchedLotStore,
    private readonly history: MemberHistoryStore,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
  ) {}

  /** Runs inside the caller's transaction, once an event. @param happenings of one programme, each member's in order */
  async execute(programId: string, happenings: readonly Happening[]): Promise<void> {
    const rules = await this.sessions.rulesOf(programId);
    const now = this.clock.now();
    const activities = [...new Set(happenings.map(({ activity }) => activity))];
    const { sliding } = lotActivities(rules.index, rules.settings.lots);
    const found = await this.lots.find(programId, {
      wallet: pointsWallet,
      memberIds: [...new Set(happenings.map(({ memberId }) => memberId))],
      // Also those of campaigns that are over by now.
      awaited: activities,
      sliding: activities.some((activity) => sliding.has(activity)),
    });
    if (found.size === 0) return;
    const requests = [...found].map(([memberId, lotIds]) => ({ memberId, lotIds }));
    const books = await this.accountBooks.open(programId, { requests, now });
    const touching = happenings.filter(({ memberId }) => found.has(memberId));
    const levels = await this.history.levelsAt(
      programId,
      touching.map(({ memberId, occurredAt }) => ({ memberId, at: occurredAt })),
    );
    touching.forEach(({ memberId, activity, occurredAt }, place) => {
      touch(bookOf(books, memberId), rules, { activity, occurredAt, now, level: levels[place] ?? null });
    });
    await this.accountBooks.close(programId, { books: books.values(), now });
    const events = settledEvents(programId, books.values(), touching[0]?.eventId ?? '');
    if (events.length > 0) await this.outbox.append(inLedgerOrder(events));
  }

  /** The lots that these activities may change, to be opened with the books; none is read where no policy asks. */
  async lotsTouchedBy(
    programId: string,
    { index, settings }: EarningRules,
    { memberIds, activities }: { readonly memberIds: readonly string[]; readonly activities: readonly string[] },
  ): Promise<ReadonlyMap<string, readonly string[]>> {
    const { sliding, awaited } = lotActivities(index, settings.lots);
    const asked = {
      awaited: activities.filter((activity) => awaited.has(activity)),
      sliding: activities.some((activity) => sliding.has(activity)),
    };
    if (asked.awaited.length === 0 && !asked.sliding) return noLots;
    return this.lots.find(programId, { wallet: pointsWallet, memberIds, ...asked });
  }
}

/** The policy is that of the campaign as it decides now; a campaign that is over leaves its lots as they are. */
export function touch(book: AccountBook, { index, settings, zone }: EarningRules, touched: Touch): void {
  const { activity, occurredAt, now, level } = touched;
  const activities = lotActivities(index, settings.lots);
  if (!activities.sliding.has(activity)) {
    touchLots(book, { activity, occurredAt, now, zone, policyOf: () => ({ type: 'none' }) });
    return;
  }
  const documents = new Map(index.all.map(({ campaign: { document } }) => [document.code, document]));
  const defaults = settings.lots;
  const nobody: Pick<CampaignDocument, 'expiry'> = {};
  touchLots(book, {
    activity,
    occurredAt,
    now,
    zone,
    policyOf: ({ campaign }) => {
      const document = campaign ? documents.get(campaign.code) : nobody;
      return document ? expiryPolicyOf({ document, defaults, level }) : { type: 'none' };
    },
  });
}
