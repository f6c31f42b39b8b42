import type { ASTNode } from '@marcbachmann/cel-js';
import { checkCondition, constantValue } from './conditions.js';
import { requiredValues } from './condition-values.js';
import type { CampaignDocument } from './document.js';
import { type CampaignFinding, failure, warning } from './lint-findings.js';
import { nestedLoops, throwingParts } from './throwing-parts.js';

/** Conditions that cannot be asked, always say the same, contradict each other, can fail, or cost too much. */
export function lintConditions(document: CampaignDocument): CampaignFinding[] {
  const findings: CampaignFinding[] = [];
  const asked: { ast: ASTNode; pointer: string }[] = [];
  (document.conditions ?? []).forEach(({ when }, index) => {
    const pointer = `/conditions/${index}/when`;
    const { ast, problem } = checkCondition(when);
    if (problem) findings.push(failure(problem.code, pointer, problem.detail));
    if (!ast || problem) return;
    asked.push({ ast, pointer });
    findings.push(...lintCondition(ast, when, pointer));
  });
  return [...findings, ...contradictions(document, asked), ...outsideTrigger(document, asked)];
}

function lintCondition(ast: ASTNode, when: string, pointer: string): CampaignFinding[] {
  const constant = constantValue(ast, when);
  if (constant === false) return [failure('unreachable', pointer, 'The condition never holds.')];
  if (constant === true) return [warning('condition_constant', pointer, 'The condition always holds.')];
  const findings = throwingParts(ast).map((detail) => warning('condition_can_throw', pointer, detail));
  if (nestedLoops(ast)) {
    findings.push(warning('condition_costly', pointer, 'A loop inside a loop costs the square of the lines.'));
  }
  return findings;
}

/** One field cannot have two values: over all conditions and the document's own lists. */
function contradictions(
  { tiers, stores, channels, currencies }: CampaignDocument,
  asked: readonly { ast: ASTNode; pointer: string }[],
): CampaignFinding[] {
  const possible = new Map<string, ReadonlySet<string>>();
  const lists = { 'purchase.storeId': stores, 'purchase.channel': channels, 'purchase.currency': currencies };
  for (const [field, names] of Object.entries(lists)) if (names) possible.set(field, new Set(names));
  const levels = tiers?.every((name) => name.includes('-')) ? tiers : undefined;
  if (levels) possible.set('member.level', new Set(levels));
  for (const { ast, pointer } of asked) {
    for (const { field, values } of requiredValues(ast)) {
      const before = possible.get(field);
      const left = before ? new Set([...before].filter((value) => values.has(value))) : values;
      if (left.size === 0)
        return [failure('unreachable', pointer, `No value of ${field} fits everything that is asked.`)];
      possible.set(field, left);
    }
  }
  return [];
}

function outsideTrigger(
  { trigger }: CampaignDocument,
  asked: readonly { ast: ASTNode; pointer: string }[],
): CampaignFinding[] {
  const isReceipt = trigger === 'purchase' || trigger === 'return';
  const absent = isReceipt ? 'event' : 'purchase';
  return asked
    .filter(({ ast }) => reads(ast, absent))
    .map(({ pointer }) => warning('unknown_field', pointer, `With this trigger ${absent} is empty.`));
}

function reads(ast: ASTNode, variable: string): boolean {
  return ast.input.includes(`${variable}.`);
}
