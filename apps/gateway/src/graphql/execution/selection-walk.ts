import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

export function fragmentsOf(document: DocumentNode): Fragments {
  return new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  );
}

export interface Shape {
  readonly depth: number;
  readonly aliases: number;
}

const nothing: Shape = { depth: 0, aliases: 0 };

/**
 * How deep an operation goes and how many aliases it has, fragments written out. Each fragment is measured once, so that
 * fragments of fragments cannot make the measuring itself expensive. The document is valid: fragments have no cycles.
 */
export function shapeOf(operation: OperationDefinitionNode, fragments: Fragments): Shape {
  const measured = new Map<string, Shape>();
  const ofFragment = (name: string): Shape => {
    let shape = measured.get(name);
    if (!shape) {
      shape = ofSelections(fragments.get(name)?.selectionSet);
      measured.set(name, shape);
    }
    return shape;
  };
  const ofSelections = (set: SelectionSetNode | undefined): Shape =>
    (set?.selections ?? []).reduce((whole, selection): Shape => {
      const shape =
        selection.kind === Kind.FIELD
          ? ofField(selection)
          : selection.kind === Kind.INLINE_FRAGMENT
            ? ofSelections(selection.selectionSet)
            : ofFragment(selection.name.value);
      return { depth: Math.max(whole.depth, shape.depth), aliases: whole.aliases + shape.aliases };
    }, nothing);
  const ofField = (field: FieldNode): Shape => {
    const inner = isIntrospection(field) ? nothing : ofSelections(field.selectionSet);
    return { depth: 1 + inner.depth, aliases: (field.alias ? 1 : 0) + inner.aliases };
  };
  return ofSelections(operation.selectionSet);
}

export function isIntrospection({ name }: FieldNode): boolean {
  return name.value === '__schema' || name.value === '__type';
}

/** Whether an operation asks for the schema at its root, in a fragment or not. */
export function asksForSchema(operation: OperationDefinitionNode, fragments: Fragments): boolean {
  const seen = new Set<string>();
  const asks = ({ selections }: SelectionSetNode): boolean =>
    selections.some((selection) => {
      if (selection.kind === Kind.FIELD) return isIntrospection(selection);
      if (selection.kind === Kind.INLINE_FRAGMENT) return asks(selection.selectionSet);
      const { value: name } = selection.name;
      const fragment = fragments.get(name);
      if (!fragment || seen.has(name)) return false;
      seen.add(name);
      return asks(fragment.selectionSet);
    });
  return asks(operation.selectionSet);
}
