import type { ASTNode } from '@marcbachmann/cel-js';
import type { ConditionFacts } from './conditions.js';

/** Types of fields, by the name of their type, as the conditions' environment has them. */
export type FieldTypes = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A part of an expression: its CEL type, and how to read it. Nothing in it can fail. */
interface Part {
  readonly type: string;
  readonly read: (facts: ConditionFacts) => unknown;
}

type Locals = ReadonlyMap<string, Part>;

const scalars: ReadonlySet<string> = new Set(['bool', 'int', 'double', 'string']);
const ordered: ReadonlySet<string> = new Set(['int', 'double']);

/**
 * Compiles what most conditions are made of to plain functions: comparisons of fields and literals, `in`, searches in texts,
 * `exists` and `all` over lists, and what joins them. They give what CEL gives and cannot fail, at a twentieth of its cost: a
 * thousand conditions are asked of a purchase.
 *
 * @param optional dotted paths of fields that may be absent: reading one may fail, which is CEL's to decide
 * @returns null for everything else
 */
export function plainCondition(
  ast: ASTNode,
  {
    fields,
    roots,
    optional,
  }: { fields: FieldTypes; roots: Readonly<Record<string, string>>; optional: ReadonlySet<string> },
): ((facts: ConditionFacts) => boolean) | null {
  const part = new PlainCompiler(fields, roots, optional).compile(ast, new Map());
  return part?.type === 'bool' ? (part.read as (facts: ConditionFacts) => boolean) : null;
}

class PlainCompiler {
  constructor(
    private readonly fields: FieldTypes,
    private readonly roots: Readonly<Record<string, string>>,
    private readonly optional: ReadonlySet<string>,
  ) {}

  compile(node: ASTNode, locals: Locals): Part | null {
    switch (node.op) {
      case 'value':
        return literal(node.args);
      case 'id':
        return locals.get(node.args) ?? this.root(node.args);
      case '.':
        return this.field(node.args, locals);
      case '!_':
        return bool(
          [this.compile(node.args, locals)],
          ([of]) =>
            (facts) =>
              !of(facts),
        );
      case '&&':
        return bool(
          this.all(node.args, locals),
          ([one, other]) =>
            (facts) =>
              one(facts) && other(facts),
        );
      case '||':
        return bool(
          this.all(node.args, locals),
          ([one, other]) =>
            (facts) =>
              one(facts) || other(facts),
        );
      case 'in':
        return this.membership(node.args, locals);
      case 'call':
        return node.args[0] === 'size' && node.args[1][0] ? sizeOf(this.compile(node.args[1][0], locals)) : null;
      case 'rcall':
        return this.method(node.args, locals);
      default:
        return this.comparison(node, locals);
    }
  }

  private all(nodes: readonly ASTNode[], locals: Locals): (Part | null)[] {
    return nodes.map((node) => this.compile(node, locals));
  }

  private root(name: string): Part | null {
    const type = this.roots[name];
    return type === undefined ? null : { type, read: (facts) => facts[name as keyof ConditionFacts] };
  }

  private field([of, name]: readonly [ASTNode, string], locals: Locals): Part | null {
    const owner = this.compile(of, locals);
    const type = owner ? this.fields[owner.type]?.[name] : undefined;
    const isOptional = of.op === 'id' && this.optional.has(`${of.args}.${name}`);
    if (!owner || type === undefined || isOptional) return null;
    const { read } = owner;
    return { type, read: (facts) => (read(facts) as Record<string, unknown>)[name] };
  }

  private comparison(node: ASTNode, locals: Locals): Part | null {
    if (!isComparison(node)) return null;
    const [left, right] = [this.compile(node.args[0], locals), this.compile(node.args[1], locals)];
    if (!left || !right || left.type !== right.type) return null;
    const isEquality = node.op === '==' || node.op === '!=';
    // Texts are in the order of their code points in CEL, and of their UTF-16 units here.
    if (!(isEquality ? scalars : ordered).has(left.type)) return null;
    return { type: 'bool', read: comparing(node.op, left.read, right.read) };
  }

  private membership([item, list]: readonly [ASTNode, ASTNode], locals: Locals): Part | null {
    const part = this.compile(item, locals);
    if (!part || !scalars.has(part.type)) return null;
    const { read, type } = part;
    if (list.op === 'list') {
      const items = this.all(list.args, locals);
      const isFixed = list.args.every(({ op }) => op === 'value') && items.every((each) => each?.type === type);
      if (!isFixed) return null;
      const values = new Set(list.args.map(({ args }) => args as unknown));
      return { type: 'bool', read: (facts) => values.has(read(facts)) };
    }
    const within = this.compile(list, locals);
    if (within?.type !== `list<${type}>`) return null;
    return { type: 'bool', read: (facts) => (within.read(facts) as readonly unknown[]).includes(read(facts)) };
  }

  private method([name, of, given]: readonly [string, ASTNode, readonly ASTNode[]], locals: Locals): Part | null {
    const owner = this.compile(of, locals);
    if (!owner) return null;
    if (owner.type === 'string') return this.search(name, owner, this.all(given, locals));
    const element = /^list<(.*)>$/.exec(owner.type)?.[1];
    if (name === 'size' && given.length === 0) return sizeOf(owner);
    const [variable, body] = given;
    if (element === undefined || given.length !== 2 || variable?.op !== 'id' || !body) return null;
    // One evaluation at a time: the variable is a slot that each element is put into.
    const slot: { value: unknown } = { value: undefined };
    const holds = this.compile(body, new Map([...locals, [variable.args, { type: element, read: () => slot.value }]]));
    if (holds?.type !== 'bool') return null;
    const each = (facts: ConditionFacts) => (item: unknown) => {
      slot.value = item;
      return holds.read(facts) as boolean;
    };
    const items = owner.read as (facts: ConditionFacts) => readonly unknown[];
    if (name === 'exists') return { type: 'bool', read: (facts) => items(facts).some(each(facts)) };
    if (name === 'all') return { type: 'bool', read: (facts) => items(facts).every(each(facts)) };
    return null;
  }

  private search(name: string, owner: Part, given: readonly (Part | null)[]): Part | null {
    const [sought] = given;
    if (given.length !== 1 || sought?.type !== 'string') return null;
    const [text, part] = [owner.read, sought.read] as ((facts: ConditionFacts) => string)[] as [Text, Text];
    if (name === 'startsWith') return { type: 'bool', read: (facts) => text(facts).startsWith(part(facts)) };
    if (name === 'endsWith') return { type: 'bool', read: (facts) => text(facts).endsWith(part(facts)) };
    if (name === 'contains') return { type: 'bool', read: (facts) => text(facts).includes(part(facts)) };
    return null;
  }
}

type Text = (facts: ConditionFacts) => string;
type Bool = (facts: ConditionFacts) => boolean;

function bool(parts: readonly (Part | null)[], join: (parts: [Bool, Bool]) => Bool): Part | null {
  if (!parts.every((part) => part?.type === 'bool')) return null;
  return { type: 'bool', read: join(parts.map((part) => part?.read) as [Bool, Bool]) };
}

/** Of a list: texts are counted in code points. */
function sizeOf(list: Part | null): Part | null {
  if (!list?.type.startsWith('list<')) return null;
  return { type: 'int', read: (facts) => BigInt((list.read(facts) as readonly unknown[]).length) };
}

function literal(value: unknown): Part | null {
  const type = { bigint: 'int', number: 'double', string: 'string', boolean: 'bool' }[typeof value as string];
  return type === undefined ? null : { type, read: () => value };
}

type Comparison = Extract<ASTNode, { op: '==' | '!=' | '<' | '<=' | '>' | '>=' }>;

function isComparison(node: ASTNode): node is Comparison {
  return ['==', '!=', '<', '<=', '>', '>='].includes(node.op);
}

function comparing(op: Comparison['op'], one: Part['read'], other: Part['read']): Bool {
  const [left, right] = [one, other] as ((facts: ConditionFacts) => bigint)[] as [Ordered, Ordered];
  switch (op) {
    case '==':
      return (facts) => left(facts) === right(facts);
    case '!=':
      return (facts) => left(facts) !== right(facts);
    case '<':
      return (facts) => left(facts) < right(facts);
    case '<=':
      return (facts) => left(facts) <= right(facts);
    case '>':
      return (facts) => left(facts) > right(facts);
    case '>=':
      return (facts) => left(facts) >= right(facts);
  }
}

type Ordered = (facts: ConditionFacts) => bigint;
