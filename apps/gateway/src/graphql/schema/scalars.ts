import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { parseInstant } from '#kernel/instant';

/** Whole points, |n| ≤ 2^53 − 1, a JSON number. */
export const PointsScalar = wholeNumber('Points', 'Whole points, |n| ≤ 2^53 − 1, a JSON number.');

/** Money in minor units. */
export const MinorScalar = wholeNumber('Minor', 'Money in minor units (fen, pence), |n| ≤ 2^53 − 1, a JSON number.');

export const DateTimeScalar = text('DateTime', 'RFC 3339 with zone; answers are in UTC.', (given) =>
  parseInstant(given)?.toISOString(),
);

export const DateScalar = text('Date', 'A calendar day, YYYY-MM-DD.', (given) =>
  parseInstant(`${given}T00:00:00Z`) ? given : undefined,
);

function wholeNumber(name: string, description: string): GraphQLScalarType<number, number> {
  const check = (value: unknown): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    throw new GraphQLError(`${name} must be a whole number, at most 2^53 − 1 in size.`);
  };
  const parseLiteral = (node: ValueNode): number => check(node.kind === Kind.INT ? Number(node.value) : undefined);
  return new GraphQLScalarType({ name, description, serialize: check, parseValue: check, parseLiteral });
}

function text(
  name: string,
  description: string,
  canonical: (given: string) => string | undefined,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    const parsed = typeof value === 'string' ? canonical(value) : undefined;
    if (parsed === undefined) throw new GraphQLError(`${name} must be ${description}`);
    return parsed;
  };
  return new GraphQLScalarType({
    name,
    description,
    // What the services send is in this form already.
    serialize(value) {
      if (typeof value === 'string') return value;
      throw new GraphQLError(`${name} must be a text.`);
    },
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}
