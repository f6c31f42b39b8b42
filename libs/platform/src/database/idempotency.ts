import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { DomainError } from '#kernel/errors';
import type { Caller, IdempotencyRequest, Replayable } from '#contracts/internal/call';
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
        throw new Refusal('in_progress', 'The first request with this key is still running.', {
          retryAfterSeconds: inProgressRetrySeconds,
        });
      }
      const stored = await this.find(place);
      if (stored) return replay<Value>(stored, request);
      const answer = await this.attempt(caller, request, status, work);
      await this.store(place, request.requestHash, answer);
      return answer;
    });
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
      const refusedWith =
        error instanceof DomainError ? statusByCode[error.code as keyof typeof statusByCode] : undefined;
      if (
        !request.required ||
        refusedWith === undefined ||
        !storedRefusals.has(refusedWith) ||
        (error as DomainError).retryAfterSeconds
      )
        throw error;
      return { replayed: false, status: refusedWith, body: problemOf(error, caller.locale) as Value };
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
  if (stored.requestHash !== request.requestHash) {
    throw new Refusal('idempotency_key_reused', 'This Idempotency-Key was used with another body.');
  }
  return { replayed: true, status: stored.status, body: stored.body as Value };
}
