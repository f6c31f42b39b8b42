import { expiryPolicySchema, pendingPolicySchema, policiesByTierSchema } from '#rules/lot-policies';

const daySeconds = 24 * 60 * 60;

const object = (properties: Readonly<Record<string, object>>, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});
const whole = (minimum: number, maximum = Number.MAX_SAFE_INTEGER) => ({ type: 'integer', minimum, maximum });
const limit = { type: ['integer', 'null'], minimum: 1, maximum: Number.MAX_SAFE_INTEGER };
const worth = { points: whole(1, 1_000_000_000), majorUnits: whole(1, 1_000_000_000) };
const ttlSeconds = whole(1, 366 * daySeconds);

/** JSON Schema of the settings document. Every part may be absent. */
export const pointsSettingsSchema = object({
  value: object(
    {
      ...worth,
      byTier: {
        type: 'object',
        maxProperties: 50,
        propertyNames: { minLength: 1, maxLength: 64 },
        additionalProperties: object(worth, ['points', 'majorUnits']),
      },
    },
    ['points', 'majorUnits'],
  ),
  redemption: object({ minimumPoints: whole(1), stepPoints: whole(1), earns: { type: 'boolean' } }),
  lots: object({ pending: pendingPolicySchema, expiry: expiryPolicySchema, byTier: policiesByTierSchema }),
  transfers: object({ enabled: { type: 'boolean' }, perTransferPointsMax: limit, perDayPointsMax: limit }),
  holds: object({ ttlSecondsDefault: ttlSeconds, ttlSecondsMax: ttlSeconds }),
  warningDays: { type: 'array', maxItems: 10, uniqueItems: true, items: whole(1, 365) },
});
