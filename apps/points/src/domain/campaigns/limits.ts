import type { Budget, Cap } from '#rules/campaigns/document';
import type { AppliedEarning, CampaignRefusal, EarningInput } from './earning.js';
import { compare, type Fraction, fraction } from './fraction.js';
import type { Occasion } from './occasion.js';
import { moneyOf, noUsage, periodOf, type UsageCounter, usageKey, type UsageScope } from './usage.js';
import type { Offer } from './offer.js';

export type Limited =
  | { readonly ok: true; readonly total: Fraction; readonly cutBy: AppliedEarning['cutBy'] }
  | { readonly ok: false; readonly refusal: Omit<CampaignRefusal, 'campaign'> };

interface Room {
  readonly points: bigint;
  readonly refuses: boolean;
  readonly by: 'cap' | 'budget';
  readonly about: string;
}

const hourMs = 60 * 60 * 1_000;

/**
 * What caps, the budget and the cooldown leave of an offer.
 * @param taken what other offers of the same campaign take of the same receipt: an offer may be open more than once
 */
export function limit(offer: Offer, occasion: Occasion, taken: { points: number; uses: number }): Limited {
  const { document } = offer.compiled.campaign;
  const refuse = (reason: CampaignRefusal['reason'], about: string): Limited => ({
    ok: false,
    refusal: { reason, about },
  });
  if (document.cooldown && isCooling(occasion, document.code, document.cooldown.hours)) {
    return refuse('cooling_down', String(document.cooldown.hours));
  }
  let total = offer.total;
  let cutBy: AppliedEarning['cutBy'] = null;
  for (const room of rooms(offer, occasion, taken)) {
    const left = fraction(room.points > 0n ? room.points : 0n);
    if (compare(total, left) <= 0) continue;
    if (room.refuses || room.points <= 0n) {
      return refuse(room.by === 'cap' ? 'cap_reached' : 'budget_spent', room.about);
    }
    total = left;
    cutBy = room.by;
  }
  return { ok: true, total, cutBy };
}

function rooms({ compiled }: Offer, occasion: Occasion, taken: { points: number; uses: number }): Room[] {
  const { code, caps = [], budget } = compiled.campaign.document;
  const used = (scope: UsageScope, period: string): UsageCounter =>
    occasion.input.usage.get(usageKey({ campaign: code, scope, period })) ?? noUsage;
  const list = caps.map((cap): Room => {
    const counter = cap.per === 'purchase' ? noUsage : used('member', periodOf(cap.per, occasion.clock));
    return { ...roomIn(cap, counter, taken), by: 'cap', about: cap.per };
  });
  if (budget) {
    const counter = used('programme', 'total');
    const money = moneyRoom(budget, counter, occasion.input.pointValue, taken.points);
    const room = roomIn(budget, counter, taken);
    list.push({ ...room, points: money < room.points ? money : room.points, by: 'budget', about: 'total' });
  }
  return list;
}

const unlimited = BigInt(Number.MAX_SAFE_INTEGER);

function roomIn(
  { points, uses, onExceed }: Pick<Cap, 'points' | 'uses' | 'onExceed'>,
  counter: UsageCounter,
  taken: { points: number; uses: number },
): Pick<Room, 'points' | 'refuses'> {
  if (uses !== undefined && counter.uses + taken.uses >= uses) return { points: 0n, refuses: true };
  const left = points === undefined ? unlimited : BigInt(points - counter.points - taken.points);
  return { points: left, refuses: onExceed === 'refuse' };
}

/** Whole points that the money left pays for. */
function moneyRoom(
  { money }: Budget,
  { moneyMinor }: UsageCounter,
  value: EarningInput['pointValue'],
  taken: number,
): bigint {
  if (!money || value.minor === 0) return unlimited;
  const left = BigInt(money.amountMinor - moneyMinor) - BigInt(moneyOf(taken, value));
  return left <= 0n ? 0n : (left * BigInt(value.points)) / BigInt(value.minor);
}

/** Uses are told apart by when they happened, whatever the order in which they were recorded. */
function isCooling({ input }: Occasion, campaign: string, hours: number): boolean {
  const { lastAt } = input.usage.get(usageKey({ campaign, scope: 'member', period: 'total' })) ?? noUsage;
  return lastAt !== null && Math.abs(input.occurredAt.getTime() - lastAt.getTime()) < hours * hourMs;
}
