import { Injectable } from '@nestjs/common';
import type { AnyNewEvent } from '#contracts/events/outbox';
import type { Caller } from '#contracts/internal/call';
import type { MemberContent } from '#contracts/internal/members';
import { Consents } from './ports/consents.js';

interface GivenConsents {
  readonly memberId: string;
  readonly consents: NonNullable<MemberContent['consents']>;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  /** Nothing is held yet, so that nothing needs to be read. */
  readonly isNew?: boolean;
}

/** Writes down every consent given or withdrawn; an event tells those that change what holds. */
@Injectable()
export class RecordConsents {
  constructor(private readonly consents: Consents) {}

  /** @returns the events to publish with the caller's own */
  async execute({ programId, actor }: Caller, given: GivenConsents): Promise<AnyNewEvent[]> {
    const { memberId, occurredAt, recordedAt } = given;
    if (given.consents.length === 0) return [];
    const placeOf = (purpose: string, channel: string | null | undefined): string => `${purpose}\n${channel ?? ''}`;
    const current = given.isNew ? [] : await this.consents.current(programId, memberId);
    const held = new Map(current.map((each) => [placeOf(each.purpose, each.channel), each.granted]));
    await this.consents.append(
      programId,
      given.consents.map(({ purpose, channel, granted }) => ({
        memberId,
        purpose,
        channel: channel ?? null,
        granted,
        occurredAt,
        recordedAt,
        recordedBy: `${actor.type}:${actor.id}`,
      })),
    );
    return given.consents
      .filter(({ purpose, channel, granted }) => held.get(placeOf(purpose, channel)) !== granted)
      .map(({ purpose, channel, granted }) => ({
        type: 'members.consent-changed.v1',
        programId,
        memberId,
        occurredAt,
        recordedAt,
        data: { purpose, channel: channel ?? null, granted },
      }));
  }
}
