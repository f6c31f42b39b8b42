import type { ASTNode } from '@marcbachmann/cel-js';
import { pathOf } from './condition-values.js';
import { childrenOf, optionalFields } from './conditions.js';

const conversions: ReadonlySet<string> = new Set(['int', 'uint', 'double', 'bool', 'timestamp', 'duration']);
const loops: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter']);
const maybeAbsent = 'event.data.';

/**
 * What in a condition can fail on some facts, in words. A value of an unexpected type can fail too; that is left to the run,
 * where it is told as `condition_error`.
 */
export function throwingParts(ast: ASTNode): string[] {
  const parts: string[] = [];
  visit(ast, new Set(), parts);
  return [...new Set(parts)];
}

/** Whether a loop stands inside another one. */
export function nestedLoops(node: ASTNode, inside = false): boolean {
  const isLoop = node.op === 'rcall' && loops.has(node.args[0]);
  return (isLoop && inside) || childrenOf(node).some((child) => nestedLoops(child, inside || isLoop));
}

type Known = ReadonlySet<string>;

function visit(node: ASTNode, known: Known, parts: string[]): void {
  switch (node.op) {
    case '&&':
    case '||': {
      const [left, right] = node.args;
      visit(left, known, parts);
      visit(right, alsoKnown(known, knownAfter(left, node.op === '&&')), parts);
      return;
    }
    case '?:': {
      const [asked, then, otherwise] = node.args;
      visit(asked, known, parts);
      visit(then, alsoKnown(known, knownAfter(asked, true)), parts);
      visit(otherwise, alsoKnown(known, knownAfter(asked, false)), parts);
      return;
    }
    case 'call':
      if (node.args[0] === 'has') {
        visitHas(node.args[1][0], known, parts);
        return;
      }
      if (conversions.has(node.args[0]) && node.args[1].some(({ op }) => op !== 'value')) {
        parts.push(`${node.args[0]}(…) fails on a value that it cannot convert.`);
      }
      break;
    case '/':
    case '%':
      if (!isNonZero(node.args[1])) parts.push(`${node.op} fails when the right side is 0.`);
      break;
    case '.':
    case '[]':
      if (!isPresent(node, known)) parts.push(`${textOf(node)} may be absent: ask has(…) first.`);
      break;
    case 'rcall':
      if (node.args[0] === 'matches' && node.args[2][0]?.op !== 'value') {
        parts.push('matches(…) fails on a pattern that is not one.');
      }
      if (node.args[0] === 'substring') parts.push('substring(…) fails beyond the end of the text.');
      break;
    default:
  }
  for (const child of childrenOf(node)) visit(child, known, parts);
}

/** has(a.b.c) fails when a.b is absent, never because of c. */
function visitHas(asked: ASTNode | undefined, known: Known, parts: string[]): void {
  if (asked?.op === '.') visit(asked.args[0], known, parts);
}

function isPresent(node: ASTNode, known: Known): boolean {
  const path = pathOf(node);
  if (path === null) return node.op === '.';
  if (node.op === '[]' && !path.startsWith(maybeAbsent)) return false;
  return known.has(path) || !(optionalFields.has(path) || path.startsWith(maybeAbsent));
}

/** The paths that are there once the expression was true (or false). */
function knownAfter(node: ASTNode, whenTrue: boolean): string[] {
  if (node.op === '!_') return knownAfter(node.args, !whenTrue);
  if (node.op === (whenTrue ? '&&' : '||')) return node.args.flatMap((each) => knownAfter(each, whenTrue));
  if (!whenTrue) return [];
  if (node.op === 'call' && node.args[0] === 'has') {
    const path = node.args[1][0] ? pathOf(node.args[1][0]) : null;
    return path === null ? [] : [path];
  }
  if (node.op === 'in') {
    const [key, map] = node.args;
    const path = pathOf(map);
    return path !== null && key.op === 'value' && typeof key.args === 'string' ? [`${path}.${key.args}`] : [];
  }
  return [];
}

function alsoKnown(known: Known, more: readonly string[]): Known {
  return more.length === 0 ? known : new Set([...known, ...more]);
}

function isNonZero(node: ASTNode): boolean {
  return node.op === 'value' && node.args !== 0n && node.args !== 0;
}

function textOf(node: ASTNode): string {
  return node.input.slice(node.range.start, node.range.end);
}
