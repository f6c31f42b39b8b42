import { Injectable } from '@nestjs/common';
import { Refusal } from '#contracts/errors/refusals';
import type { ResponseOf } from '#contracts/internal/call';
import type { rotateSession } from '#contracts/internal/members';
import { Clock } from '#kernel/clock';
import { Transactions } from '#kernel/transactions';
import { newRefreshToken, refreshExpiry } from './open-session.js';
import { Members } from './ports/members.js';
import { Randomness } from './ports/randomness.js';
import { Sessions, type StoredSession } from './ports/sessions.js';

/** Gives a new refresh token for an old one. An old one that comes again was stolen, or its thief was first: the family ends. */
@Injectable()
export class RotateSession {
  constructor(
    private readonly members: Members,
    private readonly sessions: Sessions,
    private readonly randomness: Randomness,
    private readonly transactions: Transactions,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal token_invalid, token_reused, token_expired; the first in this order */
  async execute(token: string): Promise<ResponseOf<typeof rotateSession>> {
    // The revocation must be committed, so the refusal is thrown after the transaction.
    const outcome = await this.transactions.run(() => this.rotate(token));
    if (outcome instanceof Refusal) throw outcome;
    return outcome;
  }

  private async rotate(token: string): Promise<ResponseOf<typeof rotateSession> | Refusal> {
    const now = this.clock.now();
    const session = await this.sessions.lock(token);
    if (!session) return new Refusal('token_invalid', 'This refresh token is not known.');
    if (session.rotatedAt || session.revokedAt) {
      await this.sessions.revokeFamily(session.familyId, now);
      return new Refusal('token_reused', 'A refresh token of this sign-in was used twice; the member signs in again.');
    }
    if (session.expiresAt <= now) return new Refusal('token_expired', 'This refresh token has expired.');
    if (!(await this.mayContinue(session))) return new Refusal('token_invalid', 'This member has no session.');
    const { programId, memberId, familyId, ttlSeconds } = session;
    const refreshToken = newRefreshToken(this.randomness);
    const expiresAt = refreshExpiry(now);
    await this.sessions.markRotated(token, now);
    await this.sessions.add(refreshToken, { programId, memberId, familyId, ttlSeconds, issuedAt: now, expiresAt });
    return { memberId, programId, ttlSeconds, refreshToken, refreshExpiresAt: expiresAt.toISOString() };
  }

  private async mayContinue({ programId, memberId }: StoredSession): Promise<boolean> {
    const [member] = await this.members.find(programId, [{ kind: 'id', memberId }]);
    return member !== undefined && !['closed', 'merged', 'erased'].includes(member.status);
  }
}
