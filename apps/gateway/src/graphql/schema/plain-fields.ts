import { type GraphQLSchema, isObjectType } from 'graphql';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Takes away the resolvers that only read a property. Nest gives every field one; without it the compiler of queries reads the
 * property in place (the member query then runs about three times as fast).
 */
export class PlainFields {
  private readonly written = new Set<string>();

  /** Sees the resolvers that somebody wrote. */
  remember<Written extends object>(resolvers: Written): Written {
    const groups: readonly object[] = Array.isArray(resolvers) ? (resolvers as object[]) : [resolvers];
    for (const [type, fields] of groups.flatMap((group) => Object.entries(group)))
      for (const field of Object.keys(fields as Fields)) this.written.add(`${type}.${field}`);
    return resolvers;
  }

  strip(schema: GraphQLSchema): GraphQLSchema {
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__')) continue;
      for (const field of Object.values(type.getFields()))
        if (!this.written.has(`${type.name}.${field.name}`)) field.resolve = undefined;
    }
    return schema;
  }
}
