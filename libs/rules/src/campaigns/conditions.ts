import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { EventFacts, LineFacts, MemberFacts, PurchaseFacts, TenderFacts, TimeFacts } from './facts.js';
import { plainCondition } from './plain-conditions.js';

const timestamp = 'google.protobuf.Timestamp';

/** What conditions are evaluated over, and what is documented for those who write them. */
export const conditionFields = {
  Member: {
    known: 'bool',
    level: 'string',
    tier: 'string',
    segments: 'list<string>',
    enrolledAt: timestamp,
    ageDays: 'int',
  },
  Line: { line: 'int', sku: 'string', category: 'string', kind: 'string', quantity: 'double', netMinor: 'int' },
  Tender: { type: 'string', amountMinor: 'int' },
  Purchase: {
    storeId: 'string',
    channel: 'string',
    currency: 'string',
    totalMinor: 'int',
    quantity: 'double',
    lines: 'list<Line>',
    skus: 'list<string>',
    categories: 'list<string>',
    tenders: 'list<Tender>',
  },
  Time: {
    at: timestamp,
    hour: 'int',
    minute: 'int',
    weekday: 'int',
    day: 'int',
    month: 'int',
    year: 'int',
    date: 'string',
  },
  Event: { activity: 'string', data: 'map<string, dyn>' },
} as const;

/** The variables of a condition, by the names of their types. */
const conditionRoots = { member: 'Member', purchase: 'Purchase', time: 'Time', event: 'Event' } as const;

/** Read only behind `has(…)`: not always known. */
export const optionalFields: ReadonlySet<string> = new Set(['member.enrolledAt', 'member.ageDays']);

export interface ConditionFacts {
  readonly member: MemberFacts;
  readonly purchase: PurchaseFacts;
  readonly time: TimeFacts;
  readonly event: EventFacts;
}

export interface CheckedCondition {
  /** Null when it does not parse or does not fit the context. */
  readonly ast: ASTNode | null;
  readonly problem: { readonly code: ConditionProblem; readonly detail: string } | null;
}

export type ConditionProblem = 'unknown_field' | 'condition_invalid' | 'condition_not_boolean';

// Far above what a person writes, far below what would hold up a till.
const environment = new Environment({
  limits: { maxAstNodes: 500, maxDepth: 40, maxListElements: 500, maxMapEntries: 100, maxCallArguments: 8 },
})
  .registerType('Member', { ctor: MemberFacts, fields: conditionFields.Member })
  .registerType('Line', { ctor: LineFacts, fields: conditionFields.Line })
  .registerType('Tender', { ctor: TenderFacts, fields: conditionFields.Tender })
  .registerType('Purchase', { ctor: PurchaseFacts, fields: conditionFields.Purchase })
  .registerType('Time', { ctor: TimeFacts, fields: conditionFields.Time })
  .registerType('Event', { ctor: EventFacts, fields: conditionFields.Event })
  .registerVariable('member', conditionRoots.member)
  .registerVariable('purchase', conditionRoots.purchase)
  .registerVariable('time', conditionRoots.time)
  .registerVariable('event', conditionRoots.event)
  .registerFunction('list<int>.sum(): int', (values: readonly bigint[]) => values.reduce((one, two) => one + two, 0n));

/** Whether an expression parses, knows its fields and is a bool. */
export function checkCondition(expression: string): CheckedCondition {
  const checked = environment.check(expression);
  if (!checked.valid) {
    const { code, summary } = checked.error ?? { code: '', summary: 'is not valid' };
    const unknown = code === 'no_such_key' || code === 'unknown_variable';
    return { ast: null, problem: { code: unknown ? 'unknown_field' : 'condition_invalid', detail: summary } };
  }
  const { ast } = environment.parse(expression);
  if (checked.type === 'bool' || checked.type === 'dyn') return { ast, problem: null };
  return {
    ast,
    problem: {
      code: 'condition_not_boolean',
      detail: `The condition gives ${checked.type ?? 'no value'}, not a bool.`,
    },
  };
}

export interface CompiledExpression {
  readonly ast: ASTNode;
  /** Throws where the expression fails on these facts, or gives no bool. */
  readonly holds: (facts: ConditionFacts) => boolean;
}

/** Compiles an expression once: to plain functions where it can be, which cost a twentieth. @throws when it does not parse */
export function compileCondition(expression: string): CompiledExpression {
  const { ast } = environment.parse(expression);
  const known = { fields: conditionFields, roots: conditionRoots, optional: optionalFields };
  return { ast, holds: plainCondition(ast, known) ?? evaluatedByCel(expression) };
}

/** @throws when it does not parse */
export function evaluatedByCel(expression: string): CompiledExpression['holds'] {
  const evaluate = environment.parse(expression);
  return (facts) => {
    const value: unknown = evaluate(facts);
    if (typeof value !== 'boolean') throw new Error('A condition gives a bool.');
    return value;
  };
}

/** What an expression without any field always gives; undefined where it depends on one. */
export function constantValue(ast: ASTNode, expression: string): boolean | undefined {
  if (readsField(ast)) return undefined;
  try {
    const value: unknown = environment.parse(expression)({});
    return typeof value === 'boolean' ? value : undefined;
  } catch {
    return undefined;
  }
}

function readsField(node: ASTNode): boolean {
  return node.op === 'id' || childrenOf(node).some(readsField);
}

/** The nodes directly under a node, in order of writing. */
export function childrenOf(node: ASTNode): ASTNode[] {
  return ([node.args] as readonly unknown[]).flat(2).filter(isNode);
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === 'object' && value !== null && 'op' in value && 'args' in value;
}
