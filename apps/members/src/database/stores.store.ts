import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import { type Store, Stores } from '../application/ports/stores.js';

interface Row extends Omit<Store, 'geo'> {
  readonly lat: number | null;
  readonly lng: number | null;
}

const columns = `store_id AS "storeId", name, time_zone AS "timeZone", lat, lng, tags`;

@Injectable()
export class StoresStore extends Stores {
  constructor(private readonly database: Database) {
    super();
  }

  override async put(
    programId: string,
    { storeId, name, timeZone, geo, tags }: Partial<Store> & { readonly storeId: string },
    recordedAt: Date,
  ): Promise<Store> {
    const [row] = await this.database.query<Row>(putSql, [
      programId,
      storeId,
      name ?? null,
      timeZone ?? null,
      geo?.lat ?? null,
      geo?.lng ?? null,
      tags ?? [],
      recordedAt,
      name !== undefined,
      timeZone !== undefined,
      geo !== undefined,
      tags !== undefined,
    ]);
    if (!row) throw new Error('A store was put and not returned.');
    return toStore(row);
  }

  override async read(programId: string, storeIds: readonly string[]): Promise<readonly Store[]> {
    const rows = await this.database.query<Row>(
      `SELECT ${columns} FROM stores WHERE program_id = $1 AND store_id = ANY ($2::text[])`,
      [programId, storeIds],
    );
    return rows.map(toStore);
  }
}

/** $9 to $12 say which fields are given: null is a value, absent is not. */
const putSql = `
  INSERT INTO stores AS s (program_id, store_id, name, time_zone, lat, lng, tags, recorded_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
  ON CONFLICT (program_id, store_id) DO UPDATE
     SET name        = CASE WHEN $9::boolean  THEN excluded.name      ELSE s.name      END,
         time_zone   = CASE WHEN $10::boolean THEN excluded.time_zone ELSE s.time_zone END,
         lat         = CASE WHEN $11::boolean THEN excluded.lat       ELSE s.lat       END,
         lng         = CASE WHEN $11::boolean THEN excluded.lng       ELSE s.lng       END,
         tags        = CASE WHEN $12::boolean THEN excluded.tags      ELSE s.tags      END,
         recorded_at = excluded.recorded_at
  RETURNING ${columns}`;

function toStore({ lat, lng, ...store }: Row): Store {
  return { ...store, geo: lat === null || lng === null ? null : { lat, lng } };
}
