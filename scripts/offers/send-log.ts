import { setTimeout as pause } from 'node:timers/promises';
import { batchWindows } from '../public-api/batch-windows.js';
import { enrollMember } from '../public-api/enroll-member.js';
import { postBatch } from '../public-api/post-batch.js';
import { ApiRefusedError, type PublicApi } from '../public-api/public-api.js';
import { isAccepted, type PurchaseResult } from '../public-api/purchases.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import {
  accepted,
  campaignCodeOf,
  completableOffers,
  currency,
  offerField,
  receivedActivity,
  viewedActivity,
} from './offer-campaigns.js';
import type { LoggedAct, OfferLog } from './offer-log.js';
import type { Phase } from './phases.js';

export const requestsAtOnce = 64;
const batchLanes = 4;
const batchReceiptsMax = 500;
const hourMs = 60 * 60 * 1_000;
const pollMs = 100;
/** Without a single window more. */
const stalledAfterMs = 60_000;

interface Sending {
  readonly api: PublicApi;
  readonly start: Date;
  /** Told with every act that was answered. */
  readonly onSent: (acts: number) => void;
}

export async function enrollMembers({ api, start, onSent }: Sending, { members }: OfferLog): Promise<void> {
  await runConcurrently([...members], requestsAtOnce, async ([id, { joinedOn }]) => {
    const joined = joinedOn === undefined ? start : new Date(`${joinedOn}T00:00:00Z`);
    const enrolledAt = (joined < start ? joined : start).toISOString();
    const enrollment = await enrollMember(api, { externalId: id, channel: 'import', enrolledAt });
    if ('refusal' in enrollment) {
      throw new ApiRefusedError(`The API refused member ${id}`, enrollment.refusal.status, enrollment.refusal);
    }
    onSent(1);
  });
}

/** @param events in the order in which they are sent */
export async function sendEvents({ api, start, onSent }: Sending, events: readonly LoggedAct[]): Promise<void> {
  await runConcurrently(events, requestsAtOnce, async ({ id, member, hour, act }) => {
    if (act.type === 'purchase') throw new Error('A purchase is no event.');
    const answer = await api.post('/v1/events', {
      eventId: id,
      type: act.type === 'received' ? receivedActivity : viewedActivity,
      member: `external:${member}`,
      occurredAt: instantOf(start, hour),
      data: { [offerField]: act.offerId },
    });
    accepted(answer, `event ${id}`);
    onSent(1);
  });
}

/** @param purchases in the order in which they are sent; a member's are never overtaken by one another */
export async function sendPurchases({ api, start, onSent }: Sending, purchases: readonly LoggedAct[]): Promise<void> {
  const receipts = purchases.map((each) => receiptOf(each, start));
  for (const window of batchWindows(receipts, { lanes: batchLanes, receiptsMax: batchReceiptsMax })) {
    await Promise.all(
      window.map(async (batch) => {
        for (const { result } of await postBatch(api, batch)) requireAccepted(result);
        onSent(batch.length);
      }),
    );
  }
}

/**
 * Waits until the windows of all offers received so far are open: events are taken in after they are answered.
 *
 * @throws ApiRefusedError · Error when nothing more happens
 */
export async function waitForWindows(
  { api, start }: Pick<Sending, 'api' | 'start'>,
  { offers }: OfferLog,
  sent: readonly Phase[],
): Promise<void> {
  const events = sent.flatMap((phase) => phase.events);
  const lastHour = events.reduce((last, { hour }) => Math.max(last, hour), 0);
  const period = `from=${instantOf(start, 0)}&to=${instantOf(start, lastHour)}`;
  for (const { id } of completableOffers(offers)) {
    const path = `/v1/campaigns/${campaignCodeOf(id)}/windows?${period}`;
    const expected = events.filter(({ act }) => act.type === 'received' && act.offerId === id).length;
    let movedAtMs = performance.now();
    for (let opened = await countWindows(api, path); opened < expected;) {
      await pause(pollMs);
      const before = opened;
      opened = await countWindows(api, path);
      if (opened > before) movedAtMs = performance.now();
      if (performance.now() - movedAtMs < stalledAfterMs) continue;
      throw new Error(`Of offer ${id} ${String(opened)} windows are open, and not ${String(expected)}.`);
    }
  }
}

async function countWindows(api: PublicApi, path: string): Promise<number> {
  return (accepted(await api.get(path), 'to count windows') as { opened: number }).opened;
}

function receiptOf({ id, member, hour, act }: LoggedAct, start: Date) {
  if (act.type !== 'purchase') throw new Error('An event is no purchase.');
  const reference = `external:${member}`;
  const purchase = {
    transactionId: id,
    member: reference,
    occurredAt: instantOf(start, hour),
    currency,
    totalMinor: act.amountMinor,
    items: [{ line: 1, sku: 'BASKET', quantity: 1, unitPriceMinor: act.amountMinor }],
  };
  return { transactionId: id, member: reference, json: JSON.stringify(purchase) };
}

export function instantOf(start: Date, hour: number): string {
  return new Date(start.getTime() + hour * hourMs).toISOString();
}

export function hourOf(start: Date, instant: string): number {
  return (Date.parse(instant) - start.getTime()) / hourMs;
}

function requireAccepted(result: PurchaseResult): void {
  if (isAccepted(result)) return;
  const { transactionId, status, code = 'unknown', detail = '' } = result;
  throw new ApiRefusedError(`The API refused purchase ${transactionId}`, status, { code, detail });
}
