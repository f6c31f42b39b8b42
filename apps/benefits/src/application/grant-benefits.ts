import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import { Ids } from '#kernel/ids';
import { type AnyNewEvent, EventOutbox } from '#contracts/events/outbox';
import { dueGrants, type Occasion } from '../domain/grant.js';
import { Definitions } from './ports/definitions.js';
import { Grants, type NewGrant } from './ports/grants.js';

export interface MemberOccasion {
  readonly memberId: string;
  readonly occasion: Occasion;
}

/** Grants whatever an occasion makes due, once; what is already over is recorded as expired and raises nothing. */
@Injectable()
export class GrantBenefits {
  constructor(
    private readonly definitions: Definitions,
    private readonly grants: Grants,
    private readonly outbox: EventOutbox,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /** Runs inside the transaction of the events that tell the occasions. */
  async execute(programId: string, occasions: readonly MemberOccasion[]): Promise<void> {
    if (occasions.length === 0) return;
    const published = await this.definitions.published(programId);
    const recordedAt = this.clock.now();
    const grants = occasions.flatMap(({ memberId, occasion }) =>
      dueGrants(published, occasion).map((due): NewGrant => {
        const grantId = this.ids.next();
        const couponId = due.benefit.definition.kind === 'coupon' ? this.ids.next() : null;
        const expired = due.validUntil !== null && due.validUntil <= recordedAt;
        return { programId, memberId, grantId, due, expired, recordedAt, couponId };
      }),
    );
    if (grants.length === 0) return;
    const granted = await this.grants.grant(grants);
    await this.outbox.append(
      grants.filter(({ grantId, expired }) => granted.has(grantId) && !expired).flatMap(eventsOf),
    );
  }
}

function eventsOf({ programId, memberId, grantId, couponId, due, recordedAt }: NewGrant): AnyNewEvent[] {
  const { benefit, trigger, validFrom, validUntil } = due;
  const common = { programId, memberId, occurredAt: validFrom, recordedAt };
  const granted: AnyNewEvent = {
    ...common,
    type: 'benefits.benefit-granted.v1',
    data: {
      grantId,
      code: benefit.code,
      version: benefit.version,
      layer: benefit.definition.layer,
      kind: benefit.definition.kind,
      trigger,
      validFrom: validFrom.toISOString(),
      validUntil: validUntil?.toISOString() ?? null,
    },
  };
  if (couponId === null || validUntil === null) return [granted];
  return [
    granted,
    {
      ...common,
      type: 'benefits.coupon-issued.v1',
      data: { couponId, poolCode: benefit.code, validUntil: validUntil.toISOString() },
    },
  ];
}
