import { expiryPolicySchema, pendingPolicySchema, policiesByTierSchema } from '../lot-policies.js';
import { campaignTriggers } from './document.js';

type Properties = Readonly<Record<string, object>>;

const object = (properties: Properties, required: readonly string[] = [], more: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
  ...more,
});
const list = (items: object, maxItems: number) => ({ type: 'array', minItems: 1, maxItems, uniqueItems: true, items });
const text = (maxLength: number) => ({ type: 'string', minLength: 1, maxLength });
const whole = (minimum: number, maximum: number) => ({ type: 'integer', minimum, maximum });

const pointsMax = 1_000_000_000;
const name = text(64);
const names = list(name, 1_000);
const code = { type: 'string', pattern: '^[a-z0-9][a-z0-9_.-]{0,63}$' };
const activity = { type: 'string', pattern: '^[a-z][a-z0-9_.-]{0,63}$' };
const currency = { type: 'string', pattern: '^[A-Z]{3}$' };
const localTime = { type: 'string', pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' };
const amount = whole(1, Number.MAX_SAFE_INTEGER);
const instant = { type: ['string', 'null'], format: 'date-time' };
/** Up to three decimals, so that every sum is exact. */
const decimal = (maximum: number) => ({ type: 'number', exclusiveMinimum: 0, maximum, multipleOf: 0.001 });
const factors = {
  type: 'object',
  minProperties: 1,
  maxProperties: 100,
  propertyNames: { minLength: 1, maxLength: 64 },
  additionalProperties: decimal(1_000),
};

const ofType = (type: string, properties: Properties, required: readonly string[] = Object.keys(properties)) =>
  object({ type: { const: type }, ...properties }, ['type', ...required]);
const simpleEffects = [
  ofType('fixed', { points: decimal(pointsMax) }),
  ofType(
    'per_amount',
    { points: decimal(pointsMax), perMajorUnits: whole(1, pointsMax), fullUnitsOnly: { type: 'boolean' } },
    ['points', 'perMajorUnits'],
  ),
  ofType('per_item', { points: decimal(pointsMax) }),
  ofType('multiplier', { times: { ...decimal(1_000), exclusiveMinimum: 1 }, of: code }, ['times']),
];
const simpleEffect = { type: 'object', required: ['type'], oneOf: simpleEffects };
const effect = {
  type: 'object',
  required: ['type'],
  oneOf: [
    ...simpleEffects,
    ofType(
      'by_tier',
      {
        tiers: {
          type: 'object',
          minProperties: 1,
          maxProperties: 50,
          propertyNames: { minLength: 1, maxLength: 64 },
          additionalProperties: simpleEffect,
        },
        otherwise: simpleEffect,
      },
      ['tiers'],
    ),
  ],
};

const days: Properties = {
  weekdays: list(whole(1, 7), 7),
  daysOfMonth: list({ type: 'integer', enum: [-1, ...Array.from({ length: 31 }, (_, index) => index + 1)] }, 32),
  monthDays: list({ type: 'string', pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' }, 366),
  dates: list({ type: 'string', format: 'date' }, 366),
};
const itemFilter = object({ skus: names, skuPrefixes: names, categories: names, kinds: names }, [], {
  minProperties: 1,
});
const onExceed = { enum: ['cut', 'refuse'] };
const limited = { anyOf: [{ required: ['points'] }, { required: ['uses'] }] };

const properties: Properties = {
  code,
  version: whole(1, 2_147_483_647),
  title: object({ en: text(256), zh: text(256) }, ['en', 'zh']),
  trigger: { enum: campaignTriggers },
  activity,
  schedule: object({ at: localTime, on: object(days, [], { minProperties: 1 }) }, ['at', 'on']),
  effect,
  validFrom: instant,
  validTo: instant,
  stores: names,
  channels: names,
  currencies: list(currency, 200),
  tiers: names,
  segments: names,
  items: object({ include: list(itemFilter, 100), exclude: list(itemFilter, 100) }, [], { minProperties: 1 }),
  times: list(
    object({ ...days, from: localTime, to: localTime }, [], {
      minProperties: 1,
      dependentRequired: { from: ['to'], to: ['from'] },
    }),
    50,
  ),
  conditions: list(object({ name, when: text(2_000) }, ['name', 'when']), 20),
  multipliers: object({ tiers: factors, segments: factors }, [], { minProperties: 1 }),
  stacking: object({ group: name, mode: { enum: ['best', 'first', 'all'] }, priority: whole(-1_000_000, 1_000_000) }, [
    'group',
    'mode',
  ]),
  caps: list(
    object(
      { per: { enum: ['purchase', 'day', 'week', 'month', 'total'] }, points: amount, uses: amount, onExceed },
      ['per'],
      limited,
    ),
    10,
  ),
  budget: object(
    {
      points: amount,
      money: object({ amountMinor: amount, currency }, ['amountMinor', 'currency']),
      uses: amount,
      onExceed,
    },
    [],
    { anyOf: [...limited.anyOf, { required: ['money'] }] },
  ),
  cooldown: object({ hours: { ...decimal(87_840) } }, ['hours']),
  pending: pendingPolicySchema,
  expiry: expiryPolicySchema,
  byTier: policiesByTierSchema,
  window: object(
    {
      openedBy: object({ activity, field: name, equals: text(256) }, ['activity', 'field']),
      durationHours: decimal(87_840),
      kind: { enum: ['single_above', 'sum_at_least', 'none'] },
      thresholdMinor: whole(0, Number.MAX_SAFE_INTEGER),
      currency,
    },
    ['openedBy', 'durationHours', 'kind'],
    {
      if: { properties: { kind: { const: 'none' } } },
      else: { required: ['thresholdMinor', 'currency'] },
    },
  ),
};

/** The published JSON Schema (draft 2020-12) of an earning campaign. */
export const campaignSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://keepsake.dev/schemas/campaign.v1.json',
  title: 'Earning campaign',
  ...object(properties, ['code', 'version', 'title', 'trigger', 'effect'], {
    allOf: [
      {
        if: { properties: { trigger: { const: 'event' } } },
        then: { required: ['activity'] },
        else: { not: { required: ['activity'] } },
      },
      {
        if: { properties: { trigger: { const: 'schedule' } } },
        then: { required: ['schedule'] },
        else: { not: { required: ['schedule'] } },
      },
      {
        if: { required: ['window'] },
        then: { properties: { trigger: { const: 'purchase' } } },
      },
    ],
  }),
};
