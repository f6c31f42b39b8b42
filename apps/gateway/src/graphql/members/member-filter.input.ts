import { Field, InputType } from '@nestjs/graphql';
import { invalidField } from '#contracts/errors/refusals';
import { DateTimeScalar } from '../schema/scalars.js';
import { MemberStatus } from './member.models.js';

const levelPattern = /^[\w-]{1,64}$/;

@InputType({ description: 'Every condition that is given must hold.' })
export class MemberFilter {
  @Field(() => MemberStatus, { nullable: true })
  status?: MemberStatus | null;

  @Field(() => String, { nullable: true, description: 'A tier level, for instance `gold-2`.' })
  level?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  enrolledSince?: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Not included itself.' })
  enrolledUntil?: string | null;
}

/** @throws Refusal invalid_value for a level that cannot be one */
export function conditionsOf(filter: MemberFilter | null | undefined) {
  const { status, level, enrolledSince, enrolledUntil } = filter ?? {};
  if (level && !levelPattern.test(level))
    throw invalidField('invalid_value', 'filter.level', 'level is not a tier level.');
  return {
    ...(status && { status }),
    ...(level && { level }),
    ...(enrolledSince && { enrolledSince }),
    ...(enrolledUntil && { enrolledUntil }),
  };
}
