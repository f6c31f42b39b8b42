import type { Database } from '#platform/database/database';
import { plainColumn } from '#platform/database/columns';

/** Of these members those who were merged, and who stands for them now. */
export async function survivorsOf(
  database: Database,
  programId: string,
  memberIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await database.query<{ mergedId: string; survivorId: string }>(survivorsSql, [
    programId,
    plainColumn(memberIds),
  ]);
  return new Map(rows.map(({ mergedId, survivorId }) => [mergedId, survivorId]));
}

/** Merges are rare and chains short; a circle ends by the depth. */
const survivorsSql = `
  WITH RECURSIVE chain AS (
    SELECT merged_id AS first_id, survivor_id, 1 AS depth FROM member_redirects
     WHERE program_id = $1 AND merged_id = ANY ($2::uuid[])
     UNION ALL
    SELECT c.first_id, r.survivor_id, c.depth + 1
      FROM chain c JOIN member_redirects r ON r.program_id = $1 AND r.merged_id = c.survivor_id
     WHERE c.depth < 20)
  SELECT DISTINCT ON (first_id) first_id AS "mergedId", survivor_id AS "survivorId"
    FROM chain ORDER BY first_id, depth DESC`;
