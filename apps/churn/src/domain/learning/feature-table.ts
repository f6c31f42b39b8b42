/** Features by column, so that a learner reads one feature of all members in a row. */
export interface FeatureTable {
  readonly names: readonly string[];
  /** One column a name, each of shape (members); NaN where a member has no value. */
  readonly columns: readonly Float64Array[];
  readonly members: number;
}

/** @returns the rows with these indices, in their order */
export function selectRows(table: FeatureTable, rows: Int32Array): FeatureTable {
  return {
    names: table.names,
    columns: table.columns.map((column) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN)),
    members: rows.length,
  };
}

export function selectLabels(labels: Uint8Array, rows: Int32Array): Uint8Array {
  return Uint8Array.from(rows, (row) => labels[row] ?? 0);
}
