import type { BenefitDefinition } from '#rules/benefit-definition';

export interface PublishedBenefit {
  readonly code: string;
  readonly version: number;
  readonly contentHash: string;
  readonly definition: BenefitDefinition;
}

/** What happened to a member that can make benefits due. */
export type Occasion =
  | { readonly type: 'enrolment'; readonly id: string; readonly occurredAt: Date; readonly level: string }
  | { readonly type: 'first_purchase'; readonly id: string; readonly occurredAt: Date }
  | {
      readonly type: 'tier_change';
      readonly id: string;
      readonly occurredAt: Date;
      readonly level: string;
      readonly upgrade: boolean;
    };

export interface DueGrant {
  readonly benefit: PublishedBenefit;
  readonly trigger: { readonly type: string; readonly id: string };
  /** With member and code unique for ever: the same occasion never grants twice, whatever is redelivered. */
  readonly onceKey: string;
  readonly validFrom: Date;
  readonly validUntil: Date | null;
}

const dayMs = 24 * 60 * 60 * 1000;

/** The benefits that an occasion makes due, by their own validity at the instant it occurred; newest version of each code only. */
export function dueGrants(benefits: readonly PublishedBenefit[], occasion: Occasion): DueGrant[] {
  return benefits.flatMap((benefit) => {
    const onceKey = onceKeyOf(benefit, occasion);
    if (onceKey === undefined || !appliesAt(benefit.definition, occasion.occurredAt)) return [];
    const { validDays } = benefit.definition;
    const validUntil = validDays === undefined ? null : new Date(occasion.occurredAt.getTime() + validDays * dayMs);
    return [
      {
        benefit,
        trigger: { type: occasion.type, id: occasion.id },
        onceKey,
        validFrom: occasion.occurredAt,
        validUntil,
      },
    ];
  });
}

function onceKeyOf({ definition: { trigger } }: PublishedBenefit, occasion: Occasion): string | undefined {
  switch (trigger.type) {
    case 'enrolment':
    case 'first_purchase':
      return trigger.type === occasion.type ? trigger.type : undefined;
    case 'tier_upgrade':
      return occasion.type === 'tier_change' && occasion.upgrade && (trigger.levels?.includes(occasion.level) ?? true)
        ? `tier_upgrade:${occasion.level}`
        : undefined;
    case 'tier':
      return occasion.type !== 'first_purchase' && trigger.levels.includes(occasion.level) ? 'tier' : undefined;
  }
}

function appliesAt({ validFrom, validTo }: BenefitDefinition, at: Date): boolean {
  return (
    (validFrom === undefined || Date.parse(validFrom) <= at.getTime()) &&
    (validTo === undefined || at.getTime() < Date.parse(validTo))
  );
}
