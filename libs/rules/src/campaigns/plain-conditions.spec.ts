import fc from 'fast-check';
import { compileCondition, type ConditionFacts, evaluatedByCel } from './conditions.js';
import { type EarningSubject, EventFacts, MemberFacts, PurchaseFacts, TimeFacts } from './facts.js';
import { LocalClock } from './local-clock.js';

const names = ['A-1', 'A-2', 'a', 'gold', 'gold-2', 'S01', ''];
const text = fc.constantFrom(...names);
const int = fc.integer({ min: -2, max: 24 });

const ofOne = (variable: string): fc.Arbitrary<string> =>
  fc.oneof(
    fc.record({ field: fc.constantFrom('line', 'netMinor'), op: order(), to: int }).map(compared(variable)),
    fc.record({ field: fc.constant('sku'), op: equality(), to: text.map(quoted) }).map(compared(variable)),
    fc
      .record({ method: fc.constantFrom('startsWith', 'endsWith', 'contains'), of: text })
      .map(({ method, of }) => `${variable}.category.${method}(${quoted(of)})`),
  );

/** Conditions as people write them, of what is compiled to plain functions and of what is not. */
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc
      .record({
        field: fc.constantFrom('purchase.totalMinor', 'time.hour', 'time.weekday', 'member.ageDays'),
        op: order(),
        to: int,
      })
      .map(({ field, op, to }) => `${field} ${op} ${String(to)}`),
    fc.record({ op: order(), to: int }).map(({ op, to }) => `purchase.quantity ${op} ${String(to)}.5`),
    fc
      .record({ field: fc.constantFrom('purchase.storeId', 'member.tier', 'time.date'), op: equality(), to: text })
      .map(({ field, op, to }) => `${field} ${op} ${quoted(to)}`),
    fc.array(text, { maxLength: 3 }).map((list) => `member.level in [${list.map(quoted).join(', ')}]`),
    text.map((sku) => `${quoted(sku)} in purchase.skus`),
    fc
      .record({ size: fc.constantFrom('size(purchase.lines)', 'purchase.skus.size()'), op: order(), to: int })
      .map(({ size, op, to }) => `${size} ${op} ${String(to)}`),
    fc.constantFrom(
      'member.known',
      'has(member.ageDays)',
      'purchase.totalMinor / 0 > 1',
      'event.data.score > 2',
      'true',
    ),
    fc
      .record({ macro: fc.constantFrom('exists', 'all'), of: ofOne('l') })
      .map(({ macro, of }) => `purchase.lines.${macro}(l, ${of})`),
    fc
      .record({ one: ofOne('l'), other: ofOne('m') })
      .map(({ one, other }) => `purchase.lines.exists(l, ${one} && purchase.lines.all(m, ${other} || m.sku != l.sku))`),
    fc
      .record({ one: tie('condition'), join: fc.constantFrom('&&', '||'), other: tie('condition') })
      .map(({ one, join, other }) => `(${one} ${join} ${other})`),
    tie('condition').map((of) => `!(${of})`),
  ),
}));

const subject: fc.Arbitrary<EarningSubject> = fc.record({
  trigger: fc.constant('purchase' as const),
  occurredAt: fc.constantFrom(new Date('2026-11-21T02:15:00Z'), new Date('2026-11-22T23:59:00Z')),
  zone: fc.constant('Asia/Shanghai'),
  currency: fc.constant('CNY'),
  storeId: fc.option(text),
  channel: fc.constant('pos'),
  lines: fc.array(
    fc.record({
      line: fc.integer({ min: 1, max: 3 }),
      sku: text,
      category: fc.option(text),
      kind: fc.constant('product'),
      quantity: fc.integer({ min: 1, max: 9 }).map((halves) => halves / 2),
      netMinor: fc.nat(20),
    }),
    { maxLength: 3 },
  ),
  tenders: fc.constant([]),
  event: fc.constant(null),
  member: fc.option(
    fc.record({
      level: fc.option(text),
      segments: fc.constant([]),
      enrolledAt: fc.option(fc.constant(new Date('2026-11-01T00:00:00Z'))),
    }),
  ),
});

describe('a condition that is compiled to plain functions', () => {
  it('gives what CEL gives, and fails where CEL fails', () => {
    fc.assert(
      fc.property(condition, subject, (expression, given) => {
        expect(outcome(() => compileCondition(expression).holds(factsOf(given)))).toEqual(
          outcome(() => evaluatedByCel(expression)(factsOf(given))),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});

function order() {
  return fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
}

function equality() {
  return fc.constantFrom('==', '!=');
}

function compared(variable: string) {
  return ({ field, op, to }: { field: string; op: string; to: string | number }) => `${variable}.${field} ${op} ${to}`;
}

function quoted(value: string): string {
  return JSON.stringify(value);
}

function outcome(evaluate: () => boolean): boolean | 'fails' {
  try {
    return evaluate();
  } catch {
    return 'fails';
  }
}

function factsOf(given: EarningSubject): ConditionFacts {
  const { member, occurredAt, event, zone } = given;
  return {
    member: new MemberFacts(member, occurredAt),
    purchase: new PurchaseFacts(given),
    time: new TimeFacts(() => LocalClock.at(occurredAt, zone), occurredAt),
    event: new EventFacts(event),
  };
}
