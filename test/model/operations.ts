import fc from 'fast-check';

/** What somebody does, in terms that make sense whatever happened before: numbers choose among what is there. */
export type Operation =
  | {
      readonly kind: 'buy';
      readonly who: number;
      readonly items: readonly { readonly cents: number; readonly thousandths: number }[];
      /** Points to pay with, in thousandths of what the member has; null for none. */
      readonly pay: number | null;
      readonly ageHours: number;
      readonly trouble: 'none' | 'anonymous' | 'suspended' | 'unknown' | 'total' | 'uploaded_later' | 'settled';
    }
  | { readonly kind: 'upload'; readonly which: number }
  | { readonly kind: 'claim'; readonly which: number; readonly who: number; readonly wrongCode: boolean }
  | {
      readonly kind: 'return';
      readonly which: number;
      /** Of each line, in thousandths of what was sold; null leaves the line out. */
      readonly shares: readonly (number | null)[];
      readonly trouble: 'none' | 'unknown_line' | 'require_purchase';
    }
  | { readonly kind: 'void'; readonly which: number }
  | { readonly kind: 'redeem'; readonly who: number; readonly share: number }
  | { readonly kind: 'hold'; readonly who: number; readonly share: number; readonly ttlSeconds: number }
  | { readonly kind: 'capture'; readonly which: number; readonly share: number | null }
  | { readonly kind: 'release'; readonly which: number }
  | { readonly kind: 'adjust'; readonly who: number; readonly points: number }
  | { readonly kind: 'transfer'; readonly who: number; readonly to: number; readonly share: number }
  | {
      readonly kind: 'again';
      readonly of: 'purchase' | 'return' | 'spending';
      readonly which: number;
      readonly changed: boolean;
    };

export type OperationOf<Kind extends Operation['kind']> = Extract<Operation, { kind: Kind }>;

/** How long nothing happens before the operations of a step; `due` is the next instant at which something falls due. */
export type Wait = { readonly ms: number } | { readonly untilDue: -1 | 0 | 1 };

export interface Step {
  readonly wait: Wait;
  readonly operations: readonly Operation[];
}

export interface History {
  readonly zone: string;
  readonly lots: object;
  readonly steps: readonly Step[];
}

const who = fc.nat(999);
const which = fc.nat(9_999);
/** Above 1,000 is more than there is. */
const share = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 1_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(1_000, 1_001, 5_000) },
);
const hour = 60 * 60 * 1_000;

const buy = fc.record({
  kind: fc.constant('buy' as const),
  who,
  items: fc.array(
    fc.record({
      cents: fc.integer({ min: 0, max: 30_000 }),
      thousandths: fc.constantFrom(1_000, 1_000, 2_000, 3_000, 7_000, 500, 1_337),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  pay: fc.option(share, { freq: 3 }),
  ageHours: fc.oneof(fc.constant(0), fc.nat(48), fc.nat(24 * 60)),
  trouble: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('anonymous' as const, 'uploaded_later' as const, 'uploaded_later' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom('suspended' as const, 'unknown' as const, 'total' as const) },
  ),
});

const giveBack = fc.record({
  kind: fc.constant('return' as const),
  which,
  shares: fc.array(fc.option(fc.constantFrom(1_000, 500, 333, 100, 1), { freq: 3 }), { minLength: 1, maxLength: 4 }),
  trouble: fc.oneof(
    { weight: 12, arbitrary: fc.constant('none' as const) },
    { weight: 1, arbitrary: fc.constantFrom('unknown_line' as const, 'require_purchase' as const) },
  ),
});

export const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 30, arbitrary: buy },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('upload' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('claim' as const),
      which,
      who,
      wrongCode: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  },
  { weight: 18, arbitrary: giveBack },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('void' as const), which }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('redeem' as const), who, share }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('hold' as const),
      who,
      share,
      ttlSeconds: fc.oneof(fc.constantFrom(1, 60, 900), fc.integer({ min: 1, max: 20 * 24 * 3_600 })),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('capture' as const), which, share: fc.option(share) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('release' as const), which }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('adjust' as const), who, points: fc.integer({ min: -300, max: 300 }) }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('transfer' as const), who, to: who, share }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('again' as const),
      of: fc.constantFrom('purchase' as const, 'return' as const, 'spending' as const),
      which,
      changed: fc.boolean(),
    }),
  },
);

const wait: fc.Arbitrary<Wait> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ ms: fc.constant(0) }) },
  { weight: 3, arbitrary: fc.record({ ms: fc.integer({ min: 1, max: 2 * hour }) }) },
  { weight: 2, arbitrary: fc.record({ ms: fc.integer({ min: hour, max: 30 * 24 * hour }) }) },
  { weight: 4, arbitrary: fc.record({ untilDue: fc.constantFrom(-1 as const, 0 as const, 0 as const, 1 as const) }) },
);

const pending = fc.constantFrom(
  { type: 'none' },
  { type: 'none' },
  { type: 'days', days: 1 },
  { type: 'days', days: 14 },
);
const expiry = fc.constantFrom(
  { type: 'none' },
  { type: 'rolling', months: 1 },
  { type: 'rolling', months: 2, roundUpTo: 'month' },
  { type: 'fixed', dates: ['2026-11-25', '2026-12-31', '2027-03-28', '2027-06-30', '12-31', '06-30'] },
);

/** @param operations how many each step has at most */
export function histories({ steps, operations }: { steps: number; operations: number }): fc.Arbitrary<History> {
  return fc.record({
    zone: fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York'),
    lots: fc.record({ pending, expiry }),
    steps: fc.array(fc.record({ wait, operations: fc.array(operation, { minLength: 1, maxLength: operations }) }), {
      minLength: 1,
      maxLength: steps,
      size: 'max',
    }),
  });
}
