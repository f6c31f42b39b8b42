import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { isUuid } from '#kernel/ids';
import { parseInstant } from '#kernel/instant';
import { invalidField, notFound } from '#contracts/errors/refusals';
import type { Caller } from '#contracts/internal/call';
import type { AccountView, CampaignView, EntryView, LifetimeView, LotView } from '#contracts/internal/points';
import { type MemberAccount, pointsWallet } from '../domain/ledger.js';
import { valueMinorOf } from '../domain/points-settings.js';
import { entryText, type Locale } from '../domain/texts.js';
import { AsIfSettled, type SettledAccount, settledExpiring, settledLot, unposted } from './as-if-settled.js';
import { ledgerId, type LedgerPlace, parseLedgerId } from './ledger-ids.js';
import {
  type AccountPageRequest,
  AccountReader,
  type EntryAfter,
  type EntryRow,
  type LotAfter,
  type LotRow,
} from './ports/account.reader.js';
import { MemberHistoryStore } from './ports/member-history.store.js';
import { ProgramSettings } from './program-settings.js';

const dayMs = 24 * 60 * 60 * 1000;
/** A purchase opens one lot for each campaign that applies; a transfer brings one for each that it came from. */
const lotsPerTransactionMax = 500;
const noLot = '00000000-0000-0000-0000-000000000000';

/** An item of a list with what its cursor holds. */
export interface Placed<Node, Position> {
  readonly position: Position;
  readonly node: Node;
}

/** A member's points as they are shown, at the clock. An unknown wallet is refused as not_found. */
@Injectable()
export class ReadAccounts {
  constructor(
    private readonly accounts: AccountReader,
    private readonly asIfSettled: AsIfSettled,
    private readonly programs: ProgramSettings,
    private readonly history: MemberHistoryStore,
    private readonly clock: Clock,
  ) {}

  async accountsOf(
    { programId }: Caller,
    question: { memberIds: readonly string[]; wallet: string; expiringWithinDays: number },
  ): Promise<AccountView[]> {
    const { wallet, memberIds, expiringWithinDays } = question;
    requireWallet(wallet);
    const now = this.clock.now();
    const expiringUntil = new Date(now.getTime() + expiringWithinDays * dayMs);
    const [rows, settled, valueOf] = await Promise.all([
      this.accounts.findAccounts({ programId, wallet, memberIds, now, expiringUntil }),
      this.asIfSettled.accounts(programId, { wallet, memberIds, asOf: now }),
      this.worthOf(programId, memberIds, now),
    ]);
    return rows.map((row, index) => {
      const account = settled.get(row.memberId);
      const { memberId, lifetimeEarned, seq, ...balance } = row;
      const { available, pending, held, debt } = account?.book.balance ?? balance;
      const expiring = account
        ? settledExpiring(row.expiring, account, { after: now, until: expiringUntil })
        : row.expiring;
      return {
        id: `${wallet}:${memberId}`,
        memberId,
        wallet,
        ...{ available, pending, held, debt, lifetimeEarned },
        value: valueOf(index, available),
        seq,
        expiring: expiring.map(({ points, at }) => ({ points, at: at.toISOString() })),
      };
    });
  }

  /** Same order as asked. */
  async lifetimesOf(
    { programId }: Caller,
    { memberIds, wallet }: { memberIds: readonly string[]; wallet: string },
  ): Promise<LifetimeView[]> {
    requireWallet(wallet);
    const settled = await this.asIfSettled.accounts(programId, { wallet, memberIds, asOf: this.clock.now() });
    const rows = await this.accounts.lifetimes({
      programId,
      wallet,
      // Whatever was posted since the look at what is due would be counted twice.
      members: memberIds.map((memberId) => ({ memberId, throughSeq: settled.get(memberId)?.storedSeq ?? null })),
    });
    return rows.map((row, index) => ({
      ...row,
      expired: row.expired + unposted(settled.get(memberIds[index] ?? ''), 'expired'),
    }));
  }

  /** What points of each of these members are worth; null while the programme's currency is not known here. */
  private async worthOf(
    programId: string,
    memberIds: readonly string[],
    now: Date,
  ): Promise<(index: number, points: number) => AccountView['value']> {
    const { settings, facts } = await this.programs.for(programId);
    if (!facts) return () => null;
    const { currency } = facts;
    const levels = settings.value.byTier
      ? await this.history.levelsAt(
          programId,
          memberIds.map((memberId) => ({ memberId, at: now })),
        )
      : [];
    return (index, points) => ({
      amountMinor: valueMinorOf(settings, { points, currency, tierLevel: levels[index] ?? null }),
      currency,
    });
  }

  /** Newest first, at most first + 1 rows a page; same order as asked. */
  async entriesOf(
    { programId, locale }: Caller,
    wallet: string,
    requests: readonly AccountPageRequest<EntryAfter>[],
  ): Promise<Placed<EntryView, [number, number]>[][]> {
    requireWallet(wallet);
    const pages = await this.accounts.findEntries(programId, wallet, requests);
    return pages.map((page, index) =>
      page.map((row) => ({
        position: [row.seq, row.place] as [number, number],
        node: entryView(row, { memberId: requests[index]?.memberId ?? '', wallet, locale }),
      })),
    );
  }

  /** Newest first, at most first + 1 rows a page; same order as asked. */
  async lotsOf(
    { programId, locale }: Caller,
    wallet: string,
    requests: readonly AccountPageRequest<LotAfter>[],
  ): Promise<Placed<LotView, [number, string]>[][]> {
    requireWallet(wallet);
    const memberIds = requests.map(({ memberId }) => memberId);
    const [pages, settled] = await Promise.all([
      this.accounts.findLots(programId, wallet, requests),
      this.asIfSettled.accounts(programId, { wallet, memberIds, asOf: this.clock.now() }),
    ]);
    return pages.map((page, index) => {
      const memberId = memberIds[index] ?? '';
      const account = settled.get(memberId);
      return page.map((row) => ({
        position: [row.seq, row.lotId] as [number, string],
        node: lotView({ ...row, ...settledPart(account, row.lotId) }, { memberId, wallet, locale }),
      }));
    });
  }

  /** Entries and lots by their ids; what is not there is left out. */
  async byIds(
    caller: Caller,
    ids: readonly string[],
  ): Promise<{ entries: (EntryView & { memberId: string })[]; lots: (LotView & { memberId: string })[] }> {
    const places = ids.flatMap((id) => parseLedgerId(id) ?? []).filter(({ wallet }) => wallet === pointsWallet);
    const [ofLots, ofEntries] = [places.filter(({ item }) => isUuid(item)), places.filter(({ item }) => !isUuid(item))];
    const [entryPages, lotPages] = await Promise.all([
      this.entriesOf(
        caller,
        pointsWallet,
        // A page of one that begins right above the entry asked for.
        ofEntries.map(({ memberId, seq, item }) => ({ memberId, first: 1, after: { seq, place: Number(item) + 1 } })),
      ),
      this.lotsOf(
        caller,
        pointsWallet,
        ofLots.map(({ memberId, seq }) => ({
          memberId,
          first: lotsPerTransactionMax,
          after: { seq: seq + 1, lotId: noLot },
        })),
      ),
    ]);
    // Where the item is not there, the page holds an earlier one.
    const found = <View extends { id: string }>(
      pages: readonly Placed<View, unknown>[][],
      of: readonly LedgerPlace[],
    ) =>
      of.flatMap((place, index) => {
        const item = pages[index]?.find(({ node }) => node.id === ledgerId(place));
        return item ? [{ ...item.node, memberId: place.memberId }] : [];
      });
    return { entries: found(entryPages, ofEntries), lots: found(lotPages, ofLots) };
  }

  /**
   * Available points at an instant: for one that has been, what had happened by then in the ledger's own times; for one to come,
   * what is left when everything that falls due until then has come.
   */
  async availableAt(
    { programId }: Caller,
    question: { memberId: string; wallet: string; at: string },
  ): Promise<number> {
    const { memberId, wallet } = question;
    requireWallet(wallet);
    const at = parseInstant(question.at);
    if (!at) throw invalidField('invalid_value', 'at', 'at must be an RFC 3339 time with zone.');
    const now = this.clock.now();
    const asOf = at > now ? at : now;
    const settled = (await this.asIfSettled.accounts(programId, { wallet, memberIds: [memberId], asOf })).get(memberId);
    const throughSeq = settled?.storedSeq ?? null;
    const posted = await this.accounts.availableAt({ programId, wallet, memberId, at, throughSeq });
    return posted + unposted(settled, 'available', at);
  }
}

function settledPart(account: SettledAccount | undefined, lotId: string): Partial<LotRow> {
  const lot = settledLot(account, lotId);
  return lot ? { remaining: lot.remaining, expired: lot.expired, state: lot.state } : {};
}

function requireWallet(wallet: string): void {
  if (wallet !== pointsWallet) throw notFound('wallet');
}

const bucketOf = { available: 'AVAILABLE', pending: 'PENDING', held: 'HELD', debt: 'DEBT' } as const satisfies Record<
  MemberAccount,
  EntryView['bucket']
>;

interface Owner {
  readonly memberId: string;
  readonly wallet: string;
  readonly locale: Locale;
}

function entryView(row: EntryRow, { locale, ...owner }: Owner): EntryView {
  return {
    id: ledgerId({ ...owner, seq: row.seq, item: String(row.place) }),
    postingId: row.postingId,
    kind: row.kind.toUpperCase(),
    bucket: bucketOf[row.account],
    delta: row.delta,
    bucketAfter: row.accountAfter,
    occurredAt: row.occurredAt.toISOString(),
    recordedAt: row.recordedAt.toISOString(),
    text: entryText(locale, { kind: row.kind, source: row.sourceType, reference: row.sourceReference }),
    campaign: campaignView(row.campaign, locale),
    purchaseId: row.purchaseId,
    transactionId: row.transactionId,
    corrects: row.corrects,
  };
}

function lotView(row: LotRow, { locale, memberId, wallet }: Owner): LotView {
  return {
    id: ledgerId({ memberId, wallet, seq: row.seq, item: row.lotId }),
    state: lotState(row),
    issued: row.issued,
    remaining: row.remaining,
    earnedAt: row.earnedAt.toISOString(),
    activatesAt: row.activatesAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
    campaign: campaignView(row.campaign, locale),
  };
}

function lotState({ state, remaining, expired }: LotRow): LotView['state'] {
  if (state === 'cancelled') return 'CANCELLED';
  if (remaining > 0) return state === 'pending' ? 'PENDING' : 'ACTIVE';
  return expired > 0 ? 'EXPIRED' : 'SPENT';
}

function campaignView(campaign: EntryRow['campaign'], locale: Locale): CampaignView | null {
  return campaign && { code: campaign.code, version: campaign.version, title: campaign.title[locale] };
}
