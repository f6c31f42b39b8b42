import { Field, Float, ID, InputType } from '@nestjs/graphql';
import { invalidField } from '#contracts/errors/refusals';
import type { HereNow } from '#contracts/internal/benefits';
import { linesPerReceiptMax, textLengthMax } from '#contracts/public/limits';
import type { Principal } from '../../edge/principal.js';
import { DateTimeScalar, MinorScalar } from '../schema/scalars.js';

const memberAheadMsMax = 30 * 24 * 60 * 60 * 1000;
const storeIdLengthMax = 64;
const quantityPattern = /^\d{1,9}(\.\d{1,3})?$/;

@InputType('BasketLine')
export class BasketLineInput {
  @Field(() => String)
  sku!: string;

  @Field(() => String, { defaultValue: '1' })
  quantity!: string;

  @Field(() => MinorScalar)
  unitPriceMinor!: number;

  @Field(() => String, { nullable: true })
  category?: string | null;
}

@InputType('HereNow', {
  description: 'Where, when and with what in the basket. A member may look at most 30 days ahead.',
})
export class HereNowInput {
  @Field(() => ID, { nullable: true })
  storeId?: string | null;

  @Field(() => DateTimeScalar, { nullable: true })
  at?: string | null;

  @Field(() => Float, { nullable: true })
  lat?: number | null;

  @Field(() => Float, { nullable: true })
  lng?: number | null;

  @Field(() => [BasketLineInput], { nullable: true })
  basket?: BasketLineInput[] | null;
}

/** @throws Refusal invalid_value at the field of `context` that cannot be */
export function hereNowOf(
  given: HereNowInput | null | undefined,
  { actor }: Principal,
  now: Date,
): HereNow | undefined {
  if (!given) return undefined;
  const { storeId, at, lat, lng, basket } = given;
  if (storeId && storeId.length > storeIdLengthMax) refuse('storeId', `at most ${storeIdLengthMax} characters`);
  if (at && actor.scope === 'member' && Date.parse(at) > now.getTime() + memberAheadMsMax)
    refuse('at', 'at most 30 days ahead');
  if (lat && Math.abs(lat) > 90) refuse('lat', '−90 to 90');
  if (lng && Math.abs(lng) > 180) refuse('lng', '−180 to 180');
  if (basket && basket.length > linesPerReceiptMax) refuse('basket', `at most ${linesPerReceiptMax} lines`);
  return {
    ...(storeId && { storeId }),
    ...(at && { at }),
    ...(lat !== null && lat !== undefined && { lat }),
    ...(lng !== null && lng !== undefined && { lng }),
    ...(basket && { basket: basket.map(lineOf) }),
  };
}

function lineOf({ sku, quantity, unitPriceMinor, category }: BasketLineInput, index: number) {
  const place = `basket.${index}`;
  if (sku === '' || sku.length > textLengthMax) refuse(`${place}.sku`, `1 to ${textLengthMax} characters`);
  if (!quantityPattern.test(quantity) || Number(quantity) === 0)
    refuse(`${place}.quantity`, 'above 0, with at most 3 decimals');
  if (unitPriceMinor < 0) refuse(`${place}.unitPriceMinor`, 'at least 0');
  if (category && category.length > textLengthMax) refuse(`${place}.category`, `at most ${textLengthMax} characters`);
  return { sku, quantity, unitPriceMinor, ...(category && { category }) };
}

function refuse(field: string, bounds: string): never {
  throw invalidField('invalid_value', `context.${field}`, `context.${field} must be ${bounds}.`);
}
