import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { ItemModels } from '../application/ports/item-models.js';
import type { BasketFact, ItemModel, PopularItem, Replenishment } from '../domain/recommending/item-model.js';
import type { ItemHistory } from '../domain/recommending/recommend.js';

type Question<Method extends keyof ItemModels> = Parameters<ItemModels[Method]>[0];

interface ItemRow {
  readonly sku: string;
  readonly demand: number;
  readonly neighbours: readonly { readonly item: string; readonly similarity: number; readonly together: number }[];
  readonly replenishment: Replenishment | null;
}

@Injectable()
export class ItemModelsStore extends ItemModels {
  constructor(private readonly database: Database) {
    super();
  }

  override readBaskets({ programId, timeZone, from, to, receiptsMax }: Question<'readBaskets'>): Promise<BasketFact[]> {
    return this.database.query<BasketFact>(basketsSql, [programId, timeZone, from, to, receiptsMax]);
  }

  override async replace(programId: string, { model, asOf }: { model: ItemModel; asOf: Date }): Promise<void> {
    const skus = [...new Set([...model.neighbours.keys(), ...model.demand.keys(), ...model.replenishment.keys()])];
    await this.database.run(async () => {
      await this.database.query(
        `INSERT INTO item_models (program_id, as_of, popular) VALUES ($1, $2, $3)
         ON CONFLICT (program_id) DO UPDATE SET as_of = excluded.as_of, popular = excluded.popular`,
        [programId, asOf, JSON.stringify(model.popular)],
      );
      await this.database.query('DELETE FROM items WHERE program_id = $1', [programId]);
      await this.database.query(
        `INSERT INTO items (program_id, sku, demand, neighbours, replenishment)
         SELECT $1, * FROM unnest($2::text[], $3::double precision[], $4::json[], $5::json[])`,
        [
          programId,
          skus,
          skus.map((sku) => model.demand.get(sku) ?? 0),
          skus.map((sku) => JSON.stringify(model.neighbours.get(sku) ?? [])),
          skus.map((sku) => replenishmentColumn(model.replenishment.get(sku))),
        ],
      );
    });
  }

  override async learnedAt(programId: string): Promise<Date | undefined> {
    const [row] = await this.database.query<{ asOf: Date }>(
      'SELECT as_of AS "asOf" FROM item_models WHERE program_id = $1',
      [programId],
    );
    return row?.asOf;
  }

  override async read(programId: string, skus: readonly string[]): Promise<ItemModel | undefined> {
    const [model] = await this.database.query<{ popular: PopularItem[] }>(
      'SELECT popular FROM item_models WHERE program_id = $1',
      [programId],
    );
    if (!model) return undefined;
    const neighboursOf = new Map<string, ItemRow['neighbours']>();
    const demand = new Map<string, number>();
    const replenishment = new Map<string, Replenishment>();
    for (const row of await this.database.query<ItemRow>(itemsSql, [programId, skus])) {
      demand.set(row.sku, row.demand);
      if (row.replenishment) replenishment.set(row.sku, row.replenishment);
      neighboursOf.set(row.sku, row.neighbours);
    }
    return { popular: model.popular, demand, replenishment, neighbours: neighboursOf };
  }

  override async readHistories(question: Question<'readHistories'>): Promise<Map<string, ItemHistory[]>> {
    const { programId, timeZone, memberIds, itemsMax } = question;
    const rows = await this.database.query<ItemHistory & { memberId: string }>(historiesSql, [
      programId,
      timeZone,
      memberIds,
      itemsMax,
    ]);
    const histories = new Map<string, ItemHistory[]>();
    for (const { memberId, sku, days } of rows) {
      const items = histories.get(memberId);
      if (items) items.push({ sku, days });
      else histories.set(memberId, [{ sku, days }]);
    }
    return histories;
  }
}

function replenishmentColumn(replenishment: Replenishment | undefined): string | null {
  return replenishment ? JSON.stringify(replenishment) : null;
}

const notVoided = `
  NOT EXISTS (SELECT FROM adjustments a
               WHERE a.program_id = p.program_id AND a.purchase_id = p.purchase_id AND a.voided)`;

const localDay = `((p.occurred_at AT TIME ZONE $2)::date - date '1970-01-01')`;

const basketsSql = `
  SELECT p.member_id AS "memberId", ${localDay} AS day, p.skus
    FROM purchases p
   WHERE p.program_id = $1 AND p.occurred_at >= $3 AND p.occurred_at < $4 AND p.skus <> '{}' AND ${notVoided}
   ORDER BY p.occurred_at DESC
   LIMIT $5`;

/** What is asked for, and what is in demand: both are scored. */
const itemsSql = `
  SELECT i.sku, i.demand, CASE WHEN i.sku = ANY ($2::text[]) THEN i.neighbours ELSE '[]' END AS neighbours, i.replenishment
    FROM items i
   WHERE i.program_id = $1
     AND (i.sku = ANY ($2::text[])
          OR i.sku IN (SELECT n ->> 'item' FROM items own, json_array_elements(own.neighbours) n
                        WHERE own.program_id = $1 AND own.sku = ANY ($2::text[]))
          OR i.sku IN (SELECT e ->> 'sku' FROM item_models m, json_array_elements(m.popular) e WHERE m.program_id = $1))`;

const historiesSql = `
  SELECT asked.member_id AS "memberId", found.sku, found.days
    FROM unnest($3::uuid[]) AS asked (member_id)
   CROSS JOIN LATERAL (
     SELECT sku, array_agg(DISTINCT ${localDay} ORDER BY ${localDay}) AS days, max(p.occurred_at) AS last_at
       FROM purchases p, unnest(p.skus) AS sku
      WHERE p.program_id = $1 AND p.member_id = asked.member_id AND ${notVoided}
      GROUP BY sku
      ORDER BY last_at DESC, sku
      LIMIT $4) found
   ORDER BY asked.member_id, found.last_at DESC, found.sku`;
