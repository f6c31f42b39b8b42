import {
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  isInterfaceType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { pageSizeDefault, pageSizeMax } from '#contracts/internal/paging';
import { type Fragments, isIntrospection } from './selection-walk.js';

type Variables = Readonly<Record<string, unknown>>;
/** What an operation costs with these variables. */
export type OperationCost = (variables: Variables) => number;

/** Lists that have no `first` are taken to be this long. */
const listLength = 10;
/** Fields that cannot be read for many at once cost a call each. */
const fieldCosts: Readonly<Record<string, number>> = { 'PointsAccount.balanceAt': 200 };

/**
 * The published formula: a field costs 1 (balanceAt 200); a connection, and a list with `first`, adds what is selected of it
 * times `first`, where a variable without a value counts as 200; another list adds it times 10; the edges of a connection
 * are not multiplied again. Fragments count where they are spread, introspection counts 1.
 *
 * @returns a function, so that the tree is walked once a text and multiplied once a request
 */
export function operationCost(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): OperationCost {
  const known = new Map<string, OperationCost>();

  const ofFragment = (fragment: FragmentDefinitionNode): OperationCost => {
    const name = fragment.name.value;
    let cost = known.get(name);
    if (!cost) {
      cost = ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value));
      known.set(name, cost);
    }
    return cost;
  };

  const ofSelections = (set: SelectionSetNode | undefined, type: GraphQLNamedType | undefined): OperationCost => {
    let constant = 0;
    const varying: OperationCost[] = [];
    for (const selection of set?.selections ?? []) {
      const cost =
        selection.kind === Kind.FIELD
          ? ofField(selection, type)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(
                selection.selectionSet,
                selection.typeCondition ? schema.getType(selection.typeCondition.name.value) : type,
              )
            : ofFragment(fragments.get(selection.name.value) as FragmentDefinitionNode);
      if (isConstant(cost)) constant += cost({});
      else varying.push(cost);
    }
    if (varying.length === 0) return constantCost(constant);
    return (variables) => varying.reduce((sum, cost) => sum + cost(variables), constant);
  };

  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined): OperationCost => {
    const field = fieldOf(parent, node.name.value);
    if (!field || isIntrospection(node)) return constantCost(1);
    const own = fieldCosts[`${parent?.name ?? ''}.${field.name}`] ?? 1;
    const inner = ofSelections(node.selectionSet, getNamedType(field.type));
    const count = countOf(node, field, parent);
    if (isConstant(inner) && typeof count === 'number') return constantCost(own + count * inner({}));
    return (variables) => own + (typeof count === 'number' ? count : count(variables)) * inner(variables);
  };

  const root = schema.getRootType(operation.operation);
  return ofSelections(operation.selectionSet, root ?? undefined);
}

const constants = new WeakSet<OperationCost>();

function constantCost(cost: number): OperationCost {
  const constant: OperationCost = () => cost;
  constants.add(constant);
  return constant;
}

function isConstant(cost: OperationCost): boolean {
  return constants.has(cost);
}

function fieldOf(parent: GraphQLNamedType | undefined, name: string): GraphQLField<unknown, unknown> | undefined {
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function countOf(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLNamedType | undefined,
): number | OperationCost {
  if (!field.args.some(({ name }) => name === 'first')) {
    const isEdges = field.name === 'edges' && parent?.name.endsWith('Connection');
    return isListType(getNullableType(field.type)) && !isEdges ? listLength : 1;
  }
  const argument = node.arguments?.find(({ name }) => name.value === 'first');
  switch (argument?.value.kind) {
    case Kind.INT:
      return atLeastOne(Number(argument.value.value));
    case Kind.VARIABLE: {
      const { value: variable } = argument.value.name;
      return (variables) => {
        const value = variables[variable];
        return typeof value === 'number' ? atLeastOne(value) : pageSizeMax;
      };
    }
    default:
      return (field.args.find(({ name }) => name === 'first')?.defaultValue as number | undefined) ?? pageSizeDefault;
  }
}

/** A count that will be refused must not make the rest cheap. */
function atLeastOne(count: number): number {
  return Math.max(1, count);
}
