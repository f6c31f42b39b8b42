import { Injectable } from '@nestjs/common';
import { notFound } from '#contracts/errors/refusals';
import type { issueTillCodes } from '#contracts/internal/members';
import type { ResponseOf } from '#contracts/internal/call';
import { Clock } from '#kernel/clock';
import { issueTillCode } from '../domain/till-code.js';
import { Members } from './ports/members.js';
import { TillCodeKey } from './ports/till-codes.js';

/** The code that a member shows at the till now. */
@Injectable()
export class IssueTillCodes {
  constructor(
    private readonly members: Members,
    private readonly tillCodeKey: TillCodeKey,
    private readonly clock: Clock,
  ) {}

  /** @throws Refusal not_found when one of them is no member */
  async execute(programId: string, memberIds: readonly string[]): Promise<ResponseOf<typeof issueTillCodes>> {
    const found = await this.members.find(
      programId,
      memberIds.map((memberId) => ({ kind: 'id', memberId })),
    );
    const now = this.clock.now();
    const codes = found.map((member) => {
      if (!member || member.status === 'erased') throw notFound('member');
      const { text, refreshAt, expiresAt } = issueTillCode(this.tillCodeKey.key, programId, member.number, now);
      // A scanned code is a member reference as it stands.
      return {
        text,
        qrPayload: `code:${text}`,
        refreshAt: refreshAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      };
    });
    return { codes };
  }
}
