import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import type { Actor, Caller, IdempotencyRequest, ItemRefusal, ItemResult, Replayable } from '#contracts/internal/call';
import { statusByCode } from '#contracts/errors/codes';
import { Refusal } from '#contracts/errors/refusals';
import { problemOf } from '../http/problem.js';
import { Database } from './database.js';

const keptDays = 35;
const inProgressRetrySeconds = 1;
const storedRefusals = new Set([409, 422]);

interface StoredAnswer {
  readonly requestHash: string;
  readonly status: number;
  readonly body: unknown;
}

type StatusOf<Value> = number | ((answer: Value) => number);

/** One of many keyed writes. */
export interface KeyedItem {
  readonly actor: Pick<Actor, 'id'>;
  readonly locale: Caller['locale'];
  readonly idempotency: IdempotencyRequest;
}

/** What became of a keyed write: its answer with the status, or its refusal. */
type Outcome<Value> = { readonly ok: true; readonly status: number; readonly body: Value } | RefusedOutcome;
interface RefusedOutcome {
  readonly ok: false;
  readonly error: DomainError;
}

/** The first answer of a keyed write is its only answer, for 35 days, per credential and route. */
@Injectable()
export class Idempotency {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` once for the key, in one transaction with the stored answer, so that a crash leaves both or neither.
   *
   * @param status of the answer, or how the answer tells it
   * @returns the answer, first or stored; a stored refusal comes as its problem document with its status
   * @throws Refusal idempotency_key_reused (other body), in_progress (the first one is still running)
   */
  async run<Value>(
    caller: Caller,
    request: IdempotencyRequest | undefined,
    status: StatusOf<Value>,
    work: () => Promise<Value>,
  ): Promise<Replayable<Value>> {
    if (!request) return answered(status, await this.database.run(work));
    return this.database.run(async () => {
      const place = [caller.programId, caller.actor.id, request.route, request.key];
      const [lock] = await this.database.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS locked',
        [place.join('\n')],
      );
      if (!lock?.locked) {
        throw inProgress();
      }
      const stored = await this.find(place);
      if (stored) return replay<Value>(stored, request);
      const answer = await this.attempt(caller, request, status, work);
      await this.store(place, request.requestHash, answer);
      return answer;
    });
  }

  /**
   * Keyed writes of one programme in one transaction, with three statements for the keys of all. A key that comes twice is worked
   * on once.
   *
   * @param work does the items whose keys are new, in order; a refused one must have changed nothing
   * @returns same order; refused by item as `run` throws
   */
  async runMany<Item extends KeyedItem, Value>(
    programId: string,
    items: readonly Item[],
    work: (fresh: readonly Item[]) => Promise<readonly Outcome<Value>[]>,
  ): Promise<ItemResult<Replayable<Value>>[]> {
    const places = items.map(({ actor, idempotency: { route, key } }) => ({ credentialId: actor.id, route, key }));
    const names = places.map(({ credentialId, route, key }) => [programId, credentialId, route, key].join('\n'));
    return this.database.run(async () => {
      const locks = await this.database.query<{ locked: boolean }>(lockManySql, [names]);
      // Its own statement: what the one before committed is seen only after the lock.
      const stored = await this.findMany(programId, places);
      const firstOf = new Map<string, number>();
      const fresh: number[] = [];
      names.forEach((name, index) => {
        if (!locks[index]?.locked || stored.has(name) || firstOf.has(name)) return;
        firstOf.set(name, index);
        fresh.push(index);
      });
      const outcomes = fresh.length === 0 ? [] : await work(fresh.map((index) => items[index] as Item));
      const answers = new Map(fresh.map((index, order) => [index, answerOf(outcomes[order], items[index] as Item)]));
      await this.storeMany(
        programId,
        fresh.flatMap((index) => {
          const answer = answers.get(index);
          const place = places[index];
          return answer?.ok && place ? [{ ...place, ...(items[index] as Item).idempotency, answer: answer.value }] : [];
        }),
      );
      return items.map(({ idempotency }, index): ItemResult<Replayable<Value>> => {
        const own = answers.get(index);
        if (own) return own;
        if (!locks[index]?.locked) return refused(inProgress());
        const name = names[index] as string;
        const earlier = stored.get(name) ?? earlierAnswer(items, answers, firstOf.get(name));
        return earlier ? replayedItem<Value>(earlier, idempotency) : refused(inProgress());
      });
    });
  }

  private async findMany(programId: string, places: readonly KeyPlace[]): Promise<Map<string, StoredAnswer>> {
    const rows = await this.database.query<StoredAnswer & KeyPlace>(
      `SELECT k.credential_id AS "credentialId", k.route, k.key, k.request_hash AS "requestHash", k.status, k.body
         FROM unnest($2::text[], $3::text[], $4::text[]) AS asked (credential_id, route, key)
         JOIN idempotency_keys k ON k.program_id = $1 AND k.credential_id = asked.credential_id
          AND k.route = asked.route AND k.key = asked.key
        WHERE k.expires_at > $5`,
      [programId, ...placeColumns(places), this.clock.now()],
    );
    return new Map(rows.map((row) => [[programId, row.credentialId, row.route, row.key].join('\n'), row] as const));
  }

  private async storeMany(
    programId: string,
    answered: readonly (KeyPlace & { requestHash: string; answer: Replayable<unknown> })[],
  ): Promise<void> {
    if (answered.length === 0) return;
    const now = this.clock.now();
    await this.database.query(
      `INSERT INTO idempotency_keys (program_id, credential_id, route, key, request_hash, status, body, recorded_at, expires_at)
       SELECT $1, credential_id, route, key, request_hash, status, body, $8, $9
         FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::smallint[], $7::jsonb[])
              AS given (credential_id, route, key, request_hash, status, body)
        ORDER BY credential_id, route, key
       ON CONFLICT (program_id, credential_id, route, key) DO UPDATE
          SET request_hash = excluded.request_hash, status = excluded.status, body = excluded.body,
              recorded_at = excluded.recorded_at, expires_at = excluded.expires_at`,
      [
        programId,
        ...placeColumns(answered),
        answered.map(({ requestHash }) => requestHash),
        answered.map(({ answer }) => answer.status),
        answered.map(({ answer }) => JSON.stringify(answer.body)),
        now,
        new Date(now.getTime() + keptDays * 24 * 60 * 60 * 1000),
      ],
    );
  }

  private async attempt<Value>(
    caller: Caller,
    request: IdempotencyRequest,
    status: StatusOf<Value>,
    work: () => Promise<Value>,
  ): Promise<Replayable<Value>> {
    try {
      return answered(status, await this.database.savepoint(work));
    } catch (error) {
      const kept =
        error instanceof DomainError ? keptRefusal<Value>(error, { request, locale: caller.locale }) : undefined;
      if (!kept) throw error;
      return kept;
    }
  }

  private async find(place: readonly string[]): Promise<StoredAnswer | undefined> {
    const [stored] = await this.database.query<StoredAnswer>(
      `SELECT request_hash AS "requestHash", status, body FROM idempotency_keys
        WHERE program_id = $1 AND credential_id = $2 AND route = $3 AND key = $4 AND expires_at > $5`,
      [...place, this.clock.now()],
    );
    return stored;
  }

  private async store(place: readonly string[], requestHash: string, answer: Replayable<unknown>): Promise<void> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + keptDays * 24 * 60 * 60 * 1000);
    await this.database.query(
      `INSERT INTO idempotency_keys (program_id, credential_id, route, key, request_hash, status, body, recorded_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (program_id, credential_id, route, key) DO UPDATE
          SET request_hash = excluded.request_hash, status = excluded.status, body = excluded.body,
              recorded_at = excluded.recorded_at, expires_at = excluded.expires_at`,
      [...place, requestHash, answer.status, JSON.stringify(answer.body), now, expiresAt],
    );
  }
}

function answered<Value>(status: StatusOf<Value>, body: Value): Replayable<Value> {
  return { replayed: false, status: typeof status === 'number' ? status : status(body), body };
}

function replay<Value>(stored: StoredAnswer, request: IdempotencyRequest): Replayable<Value> {
  if (stored.requestHash !== request.requestHash) throw keyReused();
  return { replayed: true, status: stored.status, body: stored.body as Value };
}

/** A refusal of a route that requires a key is an answer that is kept; one that says when to come again is not. */
function keptRefusal<Value>(
  error: DomainError,
  { request, locale }: { readonly request: IdempotencyRequest; readonly locale: Caller['locale'] },
): Replayable<Value> | undefined {
  const status: number | undefined = statusByCode[error.code as keyof typeof statusByCode];
  if (!request.required || !storedRefusals.has(status) || error.retryAfterSeconds) return undefined;
  return { replayed: false, status, body: problemOf(error, locale) as Value };
}

interface KeyPlace {
  readonly credentialId: string;
  readonly route: string;
  readonly key: string;
}

function placeColumns(places: readonly KeyPlace[]): string[][] {
  return [
    places.map(({ credentialId }) => credentialId),
    places.map(({ route }) => route),
    places.map(({ key }) => key),
  ];
}

/** Nobody waits here: whoever finds a key locked comes again. */
const lockManySql = `
  SELECT pg_try_advisory_xact_lock(hashtextextended(name, 0)) AS locked
    FROM unnest($1::text[]) WITH ORDINALITY AS asked (name, place)
   ORDER BY place`;

function answerOf<Value>(outcome: Outcome<Value> | undefined, item: KeyedItem): ItemResult<Replayable<Value>> {
  if (!outcome) throw new Error('A keyed write has an outcome.');
  if (outcome.ok) return { ok: true, value: { replayed: false, status: outcome.status, body: outcome.body } };
  const kept = keptRefusal<Value>(outcome.error, { request: item.idempotency, locale: item.locale });
  return kept ? { ok: true, value: kept } : refused(outcome.error);
}

/** The answer that the same key got a moment ago, in the same transaction. */
function earlierAnswer<Value>(
  items: readonly KeyedItem[],
  answers: ReadonlyMap<number, ItemResult<Replayable<Value>>>,
  index: number | undefined,
): StoredAnswer | undefined {
  const item = index === undefined ? undefined : items[index];
  const answer = index === undefined ? undefined : answers.get(index);
  if (!item || !answer?.ok) return undefined;
  return { requestHash: item.idempotency.requestHash, status: answer.value.status, body: answer.value.body };
}

function replayedItem<Value>(stored: StoredAnswer, request: IdempotencyRequest): ItemResult<Replayable<Value>> {
  return stored.requestHash === request.requestHash
    ? { ok: true, value: { replayed: true, status: stored.status, body: stored.body as Value } }
    : refused(keyReused());
}

function refused({ code, detail, data, errors, retryAfterSeconds }: DomainError): { ok: false; error: ItemRefusal } {
  return { ok: false, error: { code, detail, data, errors, retryAfterSeconds } };
}

function keyReused(): Refusal {
  return new Refusal('idempotency_key_reused', 'This Idempotency-Key was used with another body.');
}

function inProgress(): Refusal {
  return new Refusal('in_progress', 'The first request with this key is still running.', {
    retryAfterSeconds: inProgressRetrySeconds,
  });
}
