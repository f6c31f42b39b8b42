import { DomainError } from '#kernel/errors';
import { isUuid } from '#kernel/ids';
import { parseInstant } from '#kernel/instant';
import type { ItemResult } from '#contracts/internal/call';
import type { ResolvedMember } from '#contracts/internal/members';
import type { SpendingCommand, SpendingPosting } from '#contracts/internal/spending';
import { requireAccount, requireEarning, requireRedeeming } from '../domain/member-standing.js';
import { type PointsSettings, requireRedeemable } from '../domain/points-settings.js';
import { OccurredAtOutOfRangeError } from '../domain/purchase.errors.js';
import {
  InvalidSpendingError,
  LimitReachedError,
  LotNotFoundError,
  TransferRefusedError,
} from '../domain/spending.errors.js';
import { parseLedgerId } from './ledger-ids.js';
import { passedOn } from './item-refusals.js';

const aheadMsMax = 5 * 60 * 1000;
const redemptionPurpose = 'redemption';
const holdPurpose = 'hold';
/** The purpose of the holds that checkouts make; they are resolved with their checkout only. */
export const checkoutPurpose = 'checkout';

interface OfMember {
  readonly id: string;
  readonly memberId: string;
  readonly points: number;
  readonly storeId: string | null;
  readonly occurredAt: Date;
  /** As sent; decides nothing. */
  readonly details: object | null;
}

interface Reinstatement {
  readonly lotId: string;
  /** Null is as the programme's points expire. */
  readonly expiresAt: Date | null;
}

/** A command whose content makes sense: no balance is known yet. */
export type SpendingDraft =
  | (OfMember & { readonly kind: 'redeem'; readonly purpose: string })
  | (OfMember & { readonly kind: 'hold'; readonly purpose: string; readonly expiresAt: Date })
  | (OfMember & { readonly kind: 'transfer'; readonly toId: string })
  | (OfMember & { readonly kind: 'adjust'; readonly reasonCode: string; readonly reinstate: Reinstatement | null })
  | { readonly kind: 'capture'; readonly holdId: string; readonly points?: number }
  | { readonly kind: 'release'; readonly holdId: string };

interface DraftContext {
  readonly settings: PointsSettings;
  readonly now: Date;
}

/** @returns the draft, or the first refusal in the order that the contract states */
export function draftSpending({ command }: SpendingPosting, context: DraftContext): SpendingDraft | DomainError {
  try {
    return draftOf(command, context);
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function draftOf(command: SpendingCommand, { settings, now }: DraftContext): SpendingDraft {
  switch (command.kind) {
    case 'redeem': {
      const { id, body } = command;
      const memberId = resolved(command.member, requireRedeeming);
      const occurredAt = occurredAtOf(body.occurredAt, now);
      requireRedeemable(settings, body.points);
      const { points, storeId = null, purpose = redemptionPurpose } = body;
      return { kind: 'redeem', id, memberId, points, storeId, occurredAt, purpose, details: detailsOf(body) };
    }
    case 'hold': {
      const { id, body } = command;
      const memberId = resolved(command.member, requireRedeeming);
      const { points, storeId = null, purpose = holdPurpose } = body;
      if (purpose === checkoutPurpose) {
        throw new InvalidSpendingError('/purpose', 'This purpose is that of checkouts.');
      }
      const expiresAt = expiresAtOf(body, settings, now);
      return {
        kind: 'hold',
        id,
        memberId,
        points,
        storeId,
        occurredAt: now,
        purpose,
        expiresAt,
        details: detailsOf(body),
      };
    }
    case 'transfer': {
      const { id, body } = command;
      const memberId = resolved(command.from, requireRedeeming);
      const toId = resolved(command.to, requireEarning);
      requireTransferable(settings, { memberId, toId, points: body.points });
      const details = detailsOf(body);
      return { kind: 'transfer', id, memberId, toId, points: body.points, storeId: null, occurredAt: now, details };
    }
    case 'adjust': {
      const { id, body } = command;
      const memberId = resolved(command.member, requireAccount);
      const { points, storeId = null, reasonCode } = body;
      if (points === 0) throw new InvalidSpendingError('/points', 'An adjustment is not of 0 points.');
      const reinstate = reinstatementOf(body, memberId, now);
      const details = detailsOf(body);
      return { kind: 'adjust', id, memberId, points, storeId, occurredAt: now, reasonCode, reinstate, details };
    }
    case 'capture':
      return { kind: 'capture', holdId: command.holdId, points: command.body.points };
    case 'release':
      return { kind: 'release', holdId: command.holdId };
  }
}

/** @throws the refusal of the reference, or what `require` says of the member's status */
function resolved(member: ItemResult<ResolvedMember>, require: (status: string) => void): string {
  if (!member.ok) throw passedOn(member.error);
  require(member.value.status);
  return member.value.memberId;
}

function occurredAtOf(text: string | undefined, now: Date): Date {
  if (text === undefined) return now;
  const instant = parseInstant(text);
  if (!instant) throw new InvalidSpendingError('/occurredAt', 'occurredAt must be an RFC 3339 time with zone.');
  if (instant.getTime() < 0 || instant.getTime() > now.getTime() + aheadMsMax) throw new OccurredAtOutOfRangeError();
  return instant;
}

function expiresAtOf(
  { expiresAt, ttlSeconds }: { readonly expiresAt?: string; readonly ttlSeconds?: number },
  { holds }: PointsSettings,
  now: Date,
): Date {
  if (expiresAt !== undefined && ttlSeconds !== undefined) {
    throw new InvalidSpendingError('/ttlSeconds', 'A hold ends at expiresAt or after ttlSeconds, not both.');
  }
  const seconds = ttlSeconds ?? holds.ttlSecondsDefault;
  const instant = expiresAt === undefined ? new Date(now.getTime() + seconds * 1_000) : parseInstant(expiresAt);
  if (!instant || instant <= now) throw new InvalidSpendingError('/expiresAt', 'expiresAt must be ahead of now.');
  if (instant.getTime() > now.getTime() + holds.ttlSecondsMax * 1_000) {
    throw new LimitReachedError(`A hold lasts ${holds.ttlSecondsMax} s at most.`, holds.ttlSecondsMax, null);
  }
  return instant;
}

function requireTransferable(
  { transfers }: PointsSettings,
  { memberId, toId, points }: { readonly memberId: string; readonly toId: string; readonly points: number },
): void {
  if (!transfers.enabled) throw new TransferRefusedError('transfers_off', 'This programme does not transfer points.');
  if (memberId === toId) throw new TransferRefusedError('to_oneself', 'Points go to another member.');
  const max = transfers.perTransferPointsMax;
  if (max !== null && points > max) throw new LimitReachedError(`A transfer takes ${max} points at most.`, max, null);
}

function reinstatementOf(
  { points, reinstate }: { readonly points: number; readonly reinstate?: { lotId: string; expiresAt?: string } },
  memberId: string,
  now: Date,
): Reinstatement | null {
  if (!reinstate) return null;
  if (points < 0) throw new InvalidSpendingError('/points', 'What is reinstated is given.');
  const place = parseLedgerId(reinstate.lotId);
  if (place?.memberId !== memberId || !isUuid(place.item)) throw new LotNotFoundError();
  if (reinstate.expiresAt === undefined) return { lotId: place.item, expiresAt: null };
  const expiresAt = parseInstant(reinstate.expiresAt);
  if (!expiresAt || expiresAt <= now) {
    throw new InvalidSpendingError('/reinstate/expiresAt', 'expiresAt must be ahead of now.');
  }
  return { lotId: place.item, expiresAt };
}

function detailsOf({ metadata, note }: { readonly metadata?: object; readonly note?: string }): object | null {
  return metadata === undefined && note === undefined ? null : { metadata, note };
}
