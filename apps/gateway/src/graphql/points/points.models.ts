import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType } from '../schema/connection.js';
import { CampaignRef, Money } from '../schema/money.model.js';
import { Node } from '../schema/node.model.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';

export enum LotState {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  SPENT = 'SPENT',
  EXPIRED = 'EXPIRED',
  CANCELLED = 'CANCELLED',
}
registerEnumType(LotState, { name: 'LotState' });

export enum Bucket {
  AVAILABLE = 'AVAILABLE',
  PENDING = 'PENDING',
  HELD = 'HELD',
  DEBT = 'DEBT',
}
registerEnumType(Bucket, { name: 'Bucket' });

/** The kinds that the ledger posts; it grows with the ledger. */
export enum EntryKind {
  EARN = 'EARN',
  ACTIVATE = 'ACTIVATE',
  REDEEM = 'REDEEM',
  HOLD = 'HOLD',
  CAPTURE = 'CAPTURE',
  RELEASE = 'RELEASE',
  EXPIRE = 'EXPIRE',
  REVERSE = 'REVERSE',
  CLAWBACK = 'CLAWBACK',
  REFUND = 'REFUND',
  REPAY = 'REPAY',
  ADJUST = 'ADJUST',
  TRANSFER = 'TRANSFER',
  REINSTATE = 'REINSTATE',
}
registerEnumType(EntryKind, { name: 'EntryKind' });

@ObjectType({ implements: () => Node })
export class Lot extends Node {
  @Field(() => LotState)
  state!: LotState;

  @Field(() => PointsScalar)
  issued!: number;

  @Field(() => PointsScalar)
  remaining!: number;

  @Field(() => DateTimeScalar)
  earnedAt!: string;

  @Field(() => DateTimeScalar, { nullable: true })
  activatesAt!: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  expiresAt!: string | null;

  @Field(() => CampaignRef, { nullable: true })
  campaign!: CampaignRef | null;
}

@ObjectType()
export class LotConnection extends connectionType('Lot', () => Lot) {}

@ObjectType({ implements: () => Node, description: 'Member-side entries only.' })
export class LedgerEntry extends Node {
  @Field(() => ID)
  postingId!: string;

  @Field(() => EntryKind)
  kind!: EntryKind;

  @Field(() => Bucket)
  bucket!: Bucket;

  @Field(() => PointsScalar)
  delta!: number;

  @Field(() => PointsScalar)
  bucketAfter!: number;

  @Field(() => DateTimeScalar)
  occurredAt!: string;

  @Field(() => DateTimeScalar)
  recordedAt!: string;

  @Field(() => String)
  text!: string;

  @Field(() => CampaignRef, { nullable: true })
  campaign!: CampaignRef | null;

  @Field(() => ID, { nullable: true })
  corrects!: string | null;
}

@ObjectType()
export class LedgerEntryConnection extends connectionType('LedgerEntry', () => LedgerEntry) {}

@ObjectType()
export class ExpiringPoints {
  @Field(() => PointsScalar)
  points!: number;

  @Field(() => DateTimeScalar)
  at!: string;
}

@ObjectType({ description: 'Everything that ever happened to the points, by cause.' })
export class PointsLifetime {
  @Field(() => PointsScalar)
  earned!: number;

  @Field(() => PointsScalar, { description: 'Of what was earned: taken back by returns and voids.' })
  clawedBack!: number;

  @Field(() => PointsScalar)
  redeemed!: number;

  @Field(() => PointsScalar, { description: 'Of what was redeemed: given back by returns and voids.' })
  refunded!: number;

  @Field(() => PointsScalar, { description: 'Less what was taken back of it, or reinstated.' })
  expired!: number;

  @Field(() => PointsScalar, { description: 'By operators, up less down.' })
  adjusted!: number;

  @Field(() => PointsScalar)
  transferredIn!: number;

  @Field(() => PointsScalar)
  transferredOut!: number;
}

@ObjectType({ implements: () => Node })
export class PointsAccount extends Node {
  @Field(() => String)
  wallet!: string;

  @Field(() => PointsScalar)
  available!: number;

  @Field(() => PointsScalar)
  pending!: number;

  @Field(() => PointsScalar)
  held!: number;

  @Field(() => PointsScalar)
  debt!: number;

  @Field(() => PointsScalar)
  lifetimeEarned!: number;

  @Field(() => Money, { nullable: true, description: 'What the available points are worth.' })
  value!: Money | null;

  @Field(() => PointsScalar, { description: 'Grows with every posting: newest wins.' })
  seq!: number;
}
