import type { SpendingPosting } from '#contracts/internal/spending';
import type { SpendingAnswer } from '#contracts/public/points';
import type { AccountBook } from '../domain/book/account-book.js';
import { adjustDown, adjustUp, reinstatePoints } from '../domain/book/adjust-points.js';
import { captureHold, holdPoints, releaseHold } from '../domain/book/hold-points.js';
import { redeemPoints } from '../domain/book/redeem-points.js';
import { settle } from '../domain/book/settle.js';
import { transferIn, transferOut } from '../domain/book/transfer-points.js';
import { lotTermsOf } from '../domain/campaigns/lot-terms.js';
import type { Balance, LedgerCause, LedgerTransaction } from '../domain/ledger.js';
import { valueMinorOf } from '../domain/points-settings.js';
import { InsufficientPointsError } from '../domain/points.errors.js';
import { HoldNotFoundError, LotNotFoundError } from '../domain/spending.errors.js';
import type { SpendingDetails } from './ports/spending.store.js';
import { type KnownProgram, zoneOf } from './program-settings.js';
import { movedTo, type PlacedEvent, postingData, postingEnvelope } from './settled-events.js';
import { checkoutPurpose, type SpendingDraft } from './spending-draft.js';

export interface SpendingContext {
  readonly programId: string;
  readonly posting: Pick<SpendingPosting, 'actor' | 'correlationId'>;
  readonly now: Date;
  readonly program: KnownProgram;
  /** The member's now. */
  readonly tierLevel: string | null;
  readonly book: AccountBook;
  /** A redemption is an activity too: told as soon as it is posted. */
  readonly onRedeemed: (occurredAt: Date) => void;
  /** Of the member who gets, in a transfer. */
  readonly otherBook?: AccountBook;
}

/** What a command has done to the books. */
export interface Spent {
  readonly status: 200 | 201;
  readonly answer: SpendingAnswer;
  readonly events: readonly PlacedEvent[];
  readonly details?: SpendingDetails;
}

type DraftOf<Kind extends SpendingDraft['kind']> = Extract<SpendingDraft, { kind: Kind }>;

/**
 * Does one command on books that are settled.
 * @throws InsufficientPointsError, HoldNotFoundError, AlreadyCapturedError, AlreadyReleasedError, CaptureAboveHoldError; nothing
 *         has changed then
 */
export function spend(draft: SpendingDraft, context: SpendingContext): Spent {
  const spent = spendBy(draft, context);
  if (!('details' in draft) || draft.details === null) return spent;
  return { ...spent, details: { id: draft.id, memberId: draft.memberId, details: draft.details } };
}

function spendBy(draft: SpendingDraft, context: SpendingContext): Spent {
  switch (draft.kind) {
    case 'redeem':
      return redeem(draft, context);
    case 'hold':
      return hold(draft, context);
    case 'capture':
    case 'release':
      return resolve(draft, context);
    case 'transfer':
      return transfer(draft, context);
    case 'adjust':
      return adjust(draft, context);
  }
}

function redeem({ id, points, purpose, occurredAt, storeId }: DraftOf<'redeem'>, context: SpendingContext): Spent {
  const { book } = context;
  const source = { type: 'redemption', id, reference: purpose } as const;
  const posted = redeemPoints(book, points, causeOf('redeem', { source, occurredAt, storeId }, context));
  context.onRedeemed(occurredAt);
  const worth = worthOf(points, context);
  return {
    status: 201,
    answer: { redemptionId: id, memberId: book.memberId, points, ...worth, balance: balanceNow(book, context) },
    events: [
      {
        seq: posted.seq,
        event: {
          type: 'points.points-redeemed.v1',
          ...postingEnvelope(context.programId, posted, context.posting.correlationId),
          data: { ...postingData(posted), redemptionId: id, purpose, points, valueMinor: worth.valueMinor ?? 0 },
        },
      },
    ],
  };
}

function hold(draft: DraftOf<'hold'>, context: SpendingContext): Spent {
  const { id, points, purpose, occurredAt, storeId, expiresAt } = draft;
  const { book } = context;
  const source = { type: 'hold', id, reference: purpose } as const;
  holdPoints(
    book,
    { holdId: id, points, purpose, expiresAt },
    causeOf('hold', { source, occurredAt, storeId }, context),
  );
  return {
    status: 201,
    answer: {
      holdId: id,
      memberId: book.memberId,
      points,
      expiresAt: expiresAt.toISOString(),
      balance: balanceNow(book, context),
    },
    // Nobody is told of a hold: its end is what counts.
    events: [],
  };
}

function resolve(draft: DraftOf<'capture' | 'release'>, context: SpendingContext): Spent {
  const { holdId } = draft;
  const { book } = context;
  const { purpose } = book.hold(holdId);
  if (purpose === checkoutPurpose) throw new HoldNotFoundError();
  const source = { type: 'hold', id: holdId, reference: purpose } as const;
  const cause = causeOf(draft.kind, { source, occurredAt: context.now, storeId: null }, context);
  const posted =
    draft.kind === 'capture'
      ? captureHold(book, { holdId, points: draft.points }, cause)
      : releaseHold(book, holdId, cause);
  if (draft.kind === 'capture') context.onRedeemed(context.now);
  const resolved = resolvedHold(posted, holdId, context);
  return { status: 200, answer: resolved.answer, events: [resolved.event] };
}

/** What a resolved hold answers and tells. */
function resolvedHold(posted: LedgerTransaction, holdId: string, context: SpendingContext) {
  const captured = movedTo(posted, 'redeemed');
  const returned = -movedTo(posted, 'held') - captured;
  const outcome = posted.cause.kind === 'capture' ? ('captured' as const) : ('released' as const);
  const event: PlacedEvent = {
    seq: posted.seq,
    event: {
      type: 'points.hold-resolved.v1',
      ...postingEnvelope(context.programId, posted, context.posting.correlationId),
      data: { ...postingData(posted), holdId, outcome, captured, returned },
    },
  };
  const { book } = context;
  const answer = {
    holdId,
    memberId: book.memberId,
    captured,
    returned,
    ...worthOf(captured, context),
    balance: balanceNow(book, context),
  };
  return { answer, event };
}

function transfer({ id, points, toId, occurredAt }: DraftOf<'transfer'>, context: SpendingContext): Spent {
  const { book, otherBook } = context;
  if (!otherBook) throw new Error('A transfer has two books.');
  const source = { type: 'transfer', id, reference: id } as const;
  const cause = causeOf('transfer', { source, occurredAt, storeId: null }, context);
  const { transaction: out, moved } = transferOut(book, points, cause);
  const into = transferIn(otherBook, moved, { ...cause, tierLevel: null });
  const event = (posted: LedgerTransaction, direction: 'in' | 'out'): PlacedEvent => ({
    seq: posted.seq,
    event: {
      type: 'points.points-transferred.v1',
      ...postingEnvelope(context.programId, posted, context.posting.correlationId),
      data: { ...postingData(posted), transferId: id, direction, points },
    },
  });
  return {
    status: 201,
    answer: {
      transferId: id,
      points,
      from: { memberId: book.memberId, balance: balanceNow(book, context) },
      to: { memberId: toId, balance: balanceNow(otherBook, context) },
    },
    events: [event(out, 'out'), event(into, 'in')],
  };
}

function adjust(draft: DraftOf<'adjust'>, context: SpendingContext): Spent {
  const { id, points, reasonCode, occurredAt, storeId, reinstate } = draft;
  const { book, program, tierLevel } = context;
  const source = { type: 'adjustment', id, reference: reasonCode } as const;
  const cause = causeOf(reinstate ? 'reinstate' : 'adjust', { source, occurredAt, storeId }, context);
  const { expiresAt } = lotTermsOf({
    document: {},
    defaults: program.settings.lots,
    level: tierLevel,
    earnedAt: occurredAt,
    zone: zoneOf(program),
  });
  const lot = { lotId: book.nextId(), points, expiresAt };
  const posted = reinstate
    ? reinstated(book, { ...lot, from: reinstate.lotId, expiresAt: reinstate.expiresAt ?? expiresAt }, cause)
    : points > 0
      ? adjustUp(book, lot, cause)
      : adjustDown(book, -points, cause);
  return {
    status: 201,
    answer: { adjustmentId: id, memberId: book.memberId, points, reasonCode, balance: balanceNow(book, context) },
    events: [
      {
        seq: posted.seq,
        event: {
          type: 'points.points-adjusted.v1',
          ...postingEnvelope(context.programId, posted, context.posting.correlationId),
          data: { ...postingData(posted), points, reasonCode },
        },
      },
    ],
  };
}

/** @throws LotNotFoundError · InsufficientPointsError when fewer have expired with it */
function reinstated(
  book: AccountBook,
  lot: Parameters<typeof reinstatePoints>[1],
  cause: LedgerCause,
): LedgerTransaction {
  const expired = [...book.lots].find(({ lotId }) => lotId === lot.from)?.expired;
  if (expired === undefined) throw new LotNotFoundError();
  if (lot.points > expired) throw new InsufficientPointsError(lot.points, expired);
  return reinstatePoints(book, lot, cause);
}

function causeOf(
  kind: LedgerCause['kind'],
  facts: Pick<LedgerCause, 'source' | 'occurredAt' | 'storeId'>,
  { posting: { actor }, now, tierLevel }: SpendingContext,
): LedgerCause {
  return { kind, ...facts, recordedAt: now, actor: { type: actor.type, id: actor.id }, tierLevel };
}

/** Of an answer: what came back to a lot that is over does not count. */
function balanceNow(book: AccountBook, { now }: SpendingContext): Balance {
  settle(book, now);
  return book.balance;
}

function worthOf(points: number, { program: { settings, facts }, tierLevel }: SpendingContext) {
  const currency = facts?.currency ?? null;
  const valueMinor = currency === null ? null : valueMinorOf(settings, { points, currency, tierLevel });
  return { valueMinor, currency };
}
