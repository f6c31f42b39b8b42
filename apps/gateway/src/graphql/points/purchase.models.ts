import { Field, ID, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { connectionType } from '../schema/connection.js';
import { Money } from '../schema/money.model.js';
import { Node } from '../schema/node.model.js';
import { DateTimeScalar, PointsScalar } from '../schema/scalars.js';

export enum PurchaseStatus {
  RECORDED = 'RECORDED',
  PARTIALLY_RETURNED = 'PARTIALLY_RETURNED',
  RETURNED = 'RETURNED',
  VOIDED = 'VOIDED',
}
registerEnumType(PurchaseStatus, { name: 'PurchaseStatus' });

@ObjectType()
export class PurchaseItem {
  @Field(() => Int)
  line!: number;

  @Field(() => String)
  sku!: string;

  @Field(() => String, { nullable: true })
  name!: string | null;

  @Field(() => String)
  quantity!: string;

  @Field(() => String)
  returned!: string;

  @Field(() => Money)
  net!: Money;

  @Field(() => PointsScalar)
  points!: number;
}

@ObjectType({ implements: () => Node })
export class Purchase extends Node {
  @Field(() => String)
  transactionId!: string;

  @Field(() => ID, { nullable: true })
  storeId!: string | null;

  @Field(() => PurchaseStatus)
  status!: PurchaseStatus;

  @Field(() => DateTimeScalar)
  occurredAt!: string;

  @Field(() => DateTimeScalar)
  recordedAt!: string;

  @Field(() => Money)
  total!: Money;

  @Field(() => Money)
  payable!: Money;

  @Field(() => Money)
  refunded!: Money;

  @Field(() => PointsScalar)
  pointsEarned!: number;

  @Field(() => PointsScalar)
  pointsPending!: number;

  @Field(() => PointsScalar)
  pointsRedeemed!: number;

  @Field(() => [PurchaseItem])
  items!: PurchaseItem[];
}

@ObjectType()
export class PurchaseConnection extends connectionType('Purchase', () => Purchase) {}
