import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { uuidV7 } from '#kernel/ids';
import { percentile } from '../load/send-load.js';
import { baselineSchema, type Member } from './copied-tables.js';
import type { Row, SampleRows } from './sample-rows.js';
import { appendEvents, insertionOf, type InsertStatement, lockWallet, updateWallet, valuesOf } from './statements.js';

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
  readonly p99Ms: number;
}

/** Purchases a second that plain transactions reach, one row set each: what posting through the gateway is compared with. */
export async function measureBaseline(job: BaselineJob): Promise<BaselineResult> {
  const startedAtMs = performance.now();
  const measuredFromMs = startedAtMs + job.warmUpSeconds * 1_000;
  const measuredToMs = measuredFromMs + job.seconds * 1_000;
  const inserts = insertsOf(job.sample);
  const tookMs: number[] = [];
  let number = 0;

  const work = async (): Promise<void> => {
    const client = new Client({ connectionString: job.databaseUrl, options: `-c search_path=${baselineSchema}` });
    await client.connect();
    for (;;) {
      const member = job.members[number % job.members.length];
      if (!member || performance.now() >= measuredToMs) break;
      number += 1;
      const begunAtMs = performance.now();
      await postPurchase(client, { sample: job.sample, inserts, member, number });
      const endedAtMs = performance.now();
      if (endedAtMs >= measuredFromMs && endedAtMs <= measuredToMs) tookMs.push(endedAtMs - begunAtMs);
    }
    await client.end();
  };
  await Promise.all(Array.from({ length: job.connections }, work));
  tookMs.sort((a, b) => a - b);
  return { perSecond: tookMs.length / job.seconds, p99Ms: percentile(tookMs, 0.99) };
}

function insertsOf({ receipt, purchase, transaction, entries, lot }: SampleRows): InsertStatement[] {
  return [
    insertionOf('purchase', [
      { table: 'receipts', rows: [receipt] },
      { table: 'purchases', rows: [purchase] },
    ]),
    insertionOf('transaction', [{ table: 'ledger_transactions', rows: [transaction] }]),
    insertionOf('entries', [{ table: 'ledger_entries', rows: entries }]),
    insertionOf('lot', [{ table: 'lots', rows: [lot] }]),
  ];
}

interface BaselinePurchase {
  readonly sample: SampleRows;
  readonly inserts: readonly InsertStatement[];
  readonly member: Member;
  readonly number: number;
}

/** BEGIN, the lock, six prepared statements, COMMIT. */
async function postPurchase(client: Client, { sample, inserts, member, number }: BaselinePurchase): Promise<void> {
  const { programId, memberId } = member;
  const { points, events } = sample;
  const prepared = (name: string, text: string, values: unknown[]) => client.query<Row>({ name, text, values });

  await client.query('BEGIN');
  const { rows } = await prepared('lock', lockWallet, [programId, memberId]);
  const wallet = rows[0] as { available: string; seq: string };
  const fresh = freshColumns(member, number, {
    available: Number(wallet.available) + points,
    seq: Number(wallet.seq) + 1,
  });
  for (const insert of inserts) await prepared(insert.name, insert.text, valuesOf(insert, fresh));
  await prepared('wallet', updateWallet, [programId, memberId, points]);
  await prepared('events', appendEvents, [
    programId,
    memberId,
    fresh['occurred_at'],
    events.correlationId,
    newId(),
    events.recorded,
    newId(),
    events.earned,
  ]);
  await client.query('COMMIT');
}

/** By the name of the column, in whatever table it stands. */
function freshColumns(member: Member, number: number, after: { available: number; seq: number }): Row {
  const at = new Date().toISOString();
  const purchaseId = newId();
  const transactionId = `BASELINE-${number}`;
  return {
    program_id: member.programId,
    member_id: member.memberId,
    purchase_id: purchaseId,
    source_id: purchaseId,
    transaction_id: transactionId,
    source_reference: transactionId,
    posting_id: newId(),
    lot_id: newId(),
    seq: after.seq,
    account_after: after.available,
    occurred_at: at,
    recorded_at: at,
    earned_at: at,
  };
}

function newId(): string {
  return uuidV7(Date.now(), randomBytes(16));
}
