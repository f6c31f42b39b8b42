import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { uuidV7 } from '#kernel/ids';
import { baselineSchema, type Member } from './copied-tables.js';
import type { SampleRows } from './sample-rows.js';
import {
  appendEvents,
  insertEntries,
  insertLot,
  insertPurchase,
  insertTransaction,
  lockWallet,
  updateWallet,
} from './statements.js';

export interface BaselineJob {
  readonly databaseUrl: string;
  readonly connections: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
  readonly members: readonly Member[];
  readonly sample: SampleRows;
}

export interface BaselineResult {
  readonly perSecond: number;
}

/** Purchases a second that plain transactions reach, one row set each: what posting through the gateway is compared with. */
export async function measureBaseline(job: BaselineJob): Promise<BaselineResult> {
  const startedAtMs = performance.now();
  const measuredFromMs = startedAtMs + job.warmUpSeconds * 1_000;
  const measuredToMs = measuredFromMs + job.seconds * 1_000;
  let measured = 0;
  let number = 0;

  const work = async (): Promise<void> => {
    const client = new Client({ connectionString: job.databaseUrl, options: `-c search_path=${baselineSchema}` });
    await client.connect();
    for (;;) {
      const member = job.members[number % job.members.length];
      if (!member || performance.now() >= measuredToMs) break;
      number += 1;
      await postPurchase(client, job.sample, member, number);
      const endedAtMs = performance.now();
      if (endedAtMs >= measuredFromMs && endedAtMs <= measuredToMs) measured += 1;
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  return { perSecond: measured / job.seconds };
}

async function postPurchase(client: Client, sample: SampleRows, member: Member, number: number): Promise<void> {
  const { purchase, receipt, transaction, entry } = sample;
  const { programId, memberId } = member;
  const at = new Date().toISOString();
  const [purchaseId, postingId, lotId] = [newId(), newId(), newId()];
  const transactionId = `BASELINE-${number}`;
  const points = purchase['points_earned'];
  const prepared = (name: string, text: string, values: unknown[]) => client.query({ name, text, values });

  await client.query('BEGIN');
  const { rows } = await prepared('lock', lockWallet, [programId, memberId]);
  const wallet = rows[0] as { available: string; seq: string };
  const seq = Number(wallet.seq) + 1;
  await prepared('purchase', insertPurchase, [
    programId,
    transactionId,
    purchaseId,
    memberId,
    at,
    bytes(receipt.content_hash),
    bytes(receipt.reference_hash),
    purchase['store_id'],
    purchase['channel'],
    purchase['currency'],
    at,
    purchase['total_minor'],
    purchase['coupon_minor'],
    purchase['payable_minor'],
    points,
    purchase['points_pending'],
    JSON.stringify(purchase['lines']),
    JSON.stringify(purchase['outcome']),
    JSON.stringify(purchase['details']),
  ]);
  await prepared('transaction', insertTransaction, [
    programId,
    memberId,
    seq,
    postingId,
    purchaseId,
    transactionId,
    transaction.actor_type,
    transaction.actor_id,
    purchase['store_id'],
    at,
    at,
  ]);
  await prepared('entries', insertEntries, [
    programId,
    memberId,
    seq,
    postingId,
    points,
    Number(wallet.available) + Number(points),
    lotId,
    entry['campaign_code'],
    entry['campaign_version'],
    bytes(entry['campaign_hash']),
    entry['tier_level'],
    at,
    at,
  ]);
  await prepared('lot', insertLot, [
    programId,
    memberId,
    lotId,
    points,
    at,
    entry['campaign_code'],
    entry['campaign_version'],
    purchaseId,
  ]);
  await prepared('wallet', updateWallet, [programId, memberId, points]);
  await prepared('events', appendEvents, [
    programId,
    memberId,
    at,
    at,
    sample.correlationId,
    newId(),
    sample.recorded,
    newId(),
    sample.earned,
  ]);
  await client.query('COMMIT');
}

/** JSON shows a bytea as `\x…`. */
function bytes(text: unknown): Buffer | null {
  return typeof text === 'string' ? Buffer.from(text.slice(2), 'hex') : null;
}

function newId(): string {
  return uuidV7(Date.now(), randomBytes(16));
}
