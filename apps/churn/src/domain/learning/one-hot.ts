import type { FeatureTable } from './feature-table.js';

/** A column as it stands in a file. */
export interface TextColumn {
  readonly name: string;
  readonly values: readonly string[];
}

/**
 * Numbers stay numbers, an empty value is missing; words become a 0/1 feature each but the first, in alphabetical order.
 * @param columns at least one, all of one length
 */
export function encodeColumns(columns: readonly TextColumn[]): FeatureTable {
  const encoded = columns.flatMap(({ name, values }) => {
    if (values.every((value) => value.trim() === '' || Number.isFinite(Number(value)))) {
      return [
        { name, column: Float64Array.from(values, (value) => (value.trim() === '' ? Number.NaN : Number(value))) },
      ];
    }
    const words = [...new Set(values)].sort().slice(1);
    return words.map((word) => ({
      name: `${name}=${word}`,
      column: Float64Array.from(values, (value) => Number(value === word)),
    }));
  });
  return {
    names: encoded.map(({ name }) => name),
    columns: encoded.map(({ column }) => column),
    members: columns[0]?.values.length ?? 0,
  };
}
