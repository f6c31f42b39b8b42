import { Injectable } from '@nestjs/common';
import { invalidField, notFound } from '#contracts/errors/refusals';
import type { ResponseOf } from '#contracts/internal/call';
import type { openSession } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { Members } from './ports/members.js';
import { Randomness } from './ports/randomness.js';
import { Sessions } from './ports/sessions.js';

const refreshDays = 30;
const tokenBytes = 32;
const accessSecondsMax = 30 * 24 * 60 * 60;

/** When a refresh token that is issued now ends. */
export function refreshExpiry(now: Date): Date {
  return new Date(now.getTime() + refreshDays * 24 * 60 * 60 * 1000);
}

export function newRefreshToken(randomness: Randomness): string {
  return `kr_${randomness.token(tokenBytes)}`;
}

/** Begins a member's session, after the retailer's backend has signed them in. */
@Injectable()
export class OpenSession {
  constructor(
    private readonly members: Members,
    private readonly sessions: Sessions,
    private readonly randomness: Randomness,
    private readonly ids: Ids,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal invalid_value, not_found: also for a member who is closed, merged or erased */
  async execute(programId: string, memberId: string, ttlSeconds: number): Promise<ResponseOf<typeof openSession>> {
    if (!Number.isInteger(ttlSeconds) || ttlSeconds < 1 || ttlSeconds > accessSecondsMax) {
      throw invalidField('invalid_value', '/ttlSeconds', `A token lives 1 to ${accessSecondsMax} seconds.`);
    }
    const [member] = await this.members.find(programId, [{ kind: 'id', memberId }]);
    if (!member || ['closed', 'merged', 'erased'].includes(member.status)) throw notFound('member');
    const issuedAt = this.clock.now();
    const refreshToken = newRefreshToken(this.randomness);
    const expiresAt = refreshExpiry(issuedAt);
    await this.sessions.add(refreshToken, {
      programId,
      memberId,
      familyId: this.ids.next(),
      ttlSeconds,
      issuedAt,
      expiresAt,
    });
    return { memberId, refreshToken, refreshExpiresAt: expiresAt.toISOString() };
  }
}
