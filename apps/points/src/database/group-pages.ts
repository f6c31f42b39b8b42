/**
 * Rows of many pages, read in one query, as pages.
 * @param rows each with the number of its page, from 1, in order
 */
export function groupPages<Row extends { readonly page: number }>(pages: number, rows: readonly Row[]): Row[][] {
  const grouped: Row[][] = Array.from({ length: pages }, () => []);
  for (const row of rows) grouped[row.page - 1]?.push(row);
  return grouped;
}
