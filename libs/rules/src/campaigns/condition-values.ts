import type { ASTNode } from '@marcbachmann/cel-js';

interface RequiredValues {
  /** Dotted, for instance `member.tier`. */
  readonly field: string;
  readonly values: ReadonlySet<string>;
}

/** The texts that a condition needs a field to be one of, where it says so outright: `a == "x"` and `a in ["x", "y"]`. */
export function requiredValues(ast: ASTNode): RequiredValues[] {
  if (ast.op === '&&') return ast.args.flatMap(requiredValues);
  if (ast.op === '==') {
    const [left, right] = ast.args;
    return valuesOf(left, [right]) ?? valuesOf(right, [left]) ?? [];
  }
  if (ast.op === 'in' && ast.args[1].op === 'list') return valuesOf(ast.args[0], ast.args[1].args) ?? [];
  return [];
}

function valuesOf(field: ASTNode, literals: readonly ASTNode[]): RequiredValues[] | null {
  const path = pathOf(field);
  const values = literals.map((literal) => (literal.op === 'value' ? literal.args : null));
  if (path === null || !values.every((value) => typeof value === 'string')) return null;
  return [{ field: path, values: new Set(values) }];
}

/** `event.data.x` of a chain of fields, an index by a text included; null for anything else. */
export function pathOf(node: ASTNode): string | null {
  if (node.op === 'id') return node.args;
  if (node.op === '.') {
    const parent = pathOf(node.args[0]);
    return parent === null ? null : `${parent}.${node.args[1]}`;
  }
  if (node.op !== '[]') return null;
  const [parent, key] = [pathOf(node.args[0]), node.args[1]];
  return parent !== null && key.op === 'value' && typeof key.args === 'string' ? `${parent}.${key.args}` : null;
}
