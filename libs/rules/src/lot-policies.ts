/** When earned points become usable. */
export type PendingPolicy =
  | { readonly type: 'none' }
  /** The return window. */
  | { readonly type: 'days'; readonly days: number }
  /** Until the member does this; `withinDays` later they become usable anyway. */
  | { readonly type: 'event'; readonly activity: string; readonly withinDays?: number };

/** When earned points end: at the local midnight after the last day named here, in the programme's zone. */
export type ExpiryPolicy =
  | { readonly type: 'none' }
  | { readonly type: 'rolling'; readonly months: number; readonly roundUpTo?: 'month' | 'quarter' | 'year' }
  /** The first of these days (`MM-DD` every year, or `YYYY-MM-DD`) on or after the day of earning plus `afterMonths`. */
  | { readonly type: 'fixed'; readonly dates: readonly string[]; readonly afterMonths?: number }
  /** Rolling, and pushed on by each of these activities (`purchase`, `redeem`, or one of the member's). */
  | { readonly type: 'sliding'; readonly months: number; readonly activities: readonly string[] };

/** What a lot gets when no campaign says otherwise. */
export interface LotPolicies {
  readonly pending: PendingPolicy;
  readonly expiry: ExpiryPolicy;
  /** By tier (`gold`) or level (`gold-2`). */
  readonly byTier?: Readonly<Record<string, { readonly pending?: PendingPolicy; readonly expiry?: ExpiryPolicy }>>;
}

const object = (properties: Readonly<Record<string, object>>, required: readonly string[]) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const activity = { type: 'string', pattern: '^[a-z][a-z0-9_.-]{0,63}$' };
const days = { type: 'integer', minimum: 1, maximum: 3_660 };
const months = { type: 'integer', minimum: 1, maximum: 240 };

export const pendingPolicySchema = {
  type: 'object',
  required: ['type'],
  oneOf: [
    object({ type: { const: 'none' } }, ['type']),
    object({ type: { const: 'days' }, days }, ['type', 'days']),
    object({ type: { const: 'event' }, activity, withinDays: days }, ['type', 'activity']),
  ],
};

export const expiryPolicySchema = {
  type: 'object',
  required: ['type'],
  oneOf: [
    object({ type: { const: 'none' } }, ['type']),
    object({ type: { const: 'rolling' }, months, roundUpTo: { enum: ['month', 'quarter', 'year'] } }, [
      'type',
      'months',
    ]),
    object(
      {
        type: { const: 'fixed' },
        dates: {
          type: 'array',
          minItems: 1,
          maxItems: 100,
          uniqueItems: true,
          items: { type: 'string', pattern: '^([0-9]{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$' },
        },
        afterMonths: { type: 'integer', minimum: 0, maximum: 240 },
      },
      ['type', 'dates'],
    ),
    object(
      {
        type: { const: 'sliding' },
        months,
        activities: { type: 'array', minItems: 1, maxItems: 20, uniqueItems: true, items: activity },
      },
      ['type', 'months', 'activities'],
    ),
  ],
};

/** By tier or level: both policies, each only where it differs. */
export const policiesByTierSchema = {
  type: 'object',
  maxProperties: 50,
  propertyNames: { minLength: 1, maxLength: 64 },
  additionalProperties: object({ pending: pendingPolicySchema, expiry: expiryPolicySchema }, []),
};
