import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType } from '../schema/connection.js';
import { Node } from '../schema/node.model.js';
import { DateScalar, DateTimeScalar, PointsScalar } from '../schema/scalars.js';

/** The value is what members say, the name what clients read. */
export enum MemberStatus {
  ACTIVE = 'active',
  EARN_ONLY = 'earn_only',
  SUSPENDED = 'suspended',
  CLOSED = 'closed',
  MERGED = 'merged',
  ERASED = 'erased',
}
registerEnumType(MemberStatus, { name: 'MemberStatus' });

@ObjectType({ implements: () => Node })
export class Member extends Node {
  @Field(() => MemberStatus)
  status!: MemberStatus;

  @Field(() => DateTimeScalar)
  enrolledAt!: string;

  @Field(() => String)
  channel!: string;
}

@ObjectType()
export class MemberConnection extends connectionType('Member', () => Member) {}

@ObjectType({ description: 'A fact that the retailer keeps of a member; what is not a text is its JSON.' })
export class ProfileAttribute {
  @Field(() => String)
  name!: string;

  @Field(() => String)
  value!: string;
}

@ObjectType({ description: 'What the caller may see: a till sees the masked name only, a partner no profile at all.' })
export class Profile {
  @Field(() => String, { nullable: true, description: 'Masked for display at a till.' })
  displayName!: string | null;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => DateScalar, { nullable: true })
  birthday!: string | null;

  @Field(() => String, { nullable: true })
  phone!: string | null;

  @Field(() => String, { nullable: true })
  email!: string | null;

  @Field(() => String, { nullable: true })
  card!: string | null;

  @Field(() => String, { nullable: true })
  externalId!: string | null;

  @Field(() => [ProfileAttribute], { nullable: true })
  attributes!: ProfileAttribute[] | null;
}

@ObjectType()
export class TierProgress {
  @Field(() => PointsScalar)
  value!: number;

  @Field(() => PointsScalar)
  from!: number;

  @Field(() => PointsScalar)
  target!: number;

  @Field(() => PointsScalar)
  missing!: number;

  @Field(() => String)
  next!: string;

  @Field(() => String)
  nextLabel!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  windowEndsAt!: string | null;

  @Field(() => String, { nullable: true })
  projectedTier!: string | null;
}

@ObjectType({ implements: () => Node })
export class TierStatus extends Node {
  @Field(() => String)
  ladder!: string;

  @Field(() => String, { nullable: true })
  layer!: string | null;

  @Field(() => String)
  tier!: string;

  @Field(() => String, { nullable: true })
  grade!: string | null;

  @Field(() => String)
  label!: string;

  @Field(() => DateTimeScalar)
  since!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  validUntil!: string | null;

  @Field(() => TierProgress, { nullable: true, description: 'Null at the top.' })
  progress!: TierProgress | null;
}

@ObjectType({ description: 'A code to show or scan; it is a secret of whoever may show it.' })
export class DisplayCode {
  @Field(() => String)
  text!: string;

  @Field(() => String)
  qrPayload!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  refreshAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt!: string | null;
}

@ObjectType()
export class Program {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  code!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  currency!: string;

  @Field(() => String)
  timeZone!: string;
}
