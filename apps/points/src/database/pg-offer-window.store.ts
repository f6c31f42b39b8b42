import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type MemberWindow,
  type MemberWindowChange,
  type NewOfferWindow,
  OfferWindowStore,
} from '../application/ports/offer-window.store.js';
import { instantColumn, plainColumn, textColumn } from '#platform/database/columns';

/** `w` is the window. Its id names the event and the offer: one event may open several. */
const windowColumns = `
  w.member_id AS "memberId", w.event_id || ':' || w.campaign AS "windowId", w.campaign, w.opened_at AS "openedAt",
  w.closes_at AS "closesAt", w.sum_minor AS "sumMinor", w.completed_at AS "completedAt"`;

@Injectable()
export class PgOfferWindowStore extends OfferWindowStore {
  constructor(private readonly database: Database) {
    super();
  }

  override open(programId: string, windows: readonly NewOfferWindow[]): Promise<MemberWindow[]> {
    return this.database.query<MemberWindow>(
      `INSERT INTO offer_windows AS w (program_id, member_id, event_id, campaign, opened_at, closes_at, sum_minor)
       SELECT $1, *, 0 FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[], $6::timestamptz[])
       ON CONFLICT DO NOTHING RETURNING ${windowColumns}`,
      [
        programId,
        plainColumn(windows.map(({ memberId }) => memberId)),
        plainColumn(windows.map(({ eventId }) => eventId)),
        textColumn(windows.map(({ campaign }) => campaign)),
        instantColumn(windows.map(({ openedAt }) => openedAt)),
        instantColumn(windows.map(({ closesAt }) => closesAt)),
      ],
    );
  }

  override findOpen(
    programId: string,
    { memberIds, from, until }: { readonly memberIds: readonly string[]; readonly from: Date; readonly until: Date },
  ): Promise<MemberWindow[]> {
    return this.database.query<MemberWindow>(
      `SELECT ${windowColumns} FROM offer_windows w
        WHERE w.program_id = $1 AND w.member_id = ANY ($2::uuid[]) AND w.completed_at IS NULL
          AND w.closes_at >= $3 AND w.opened_at <= $4`,
      [programId, plainColumn(memberIds), from, until],
    );
  }

  override async save(programId: string, changes: readonly MemberWindowChange[]): Promise<void> {
    await this.database.query(
      `UPDATE offer_windows w SET sum_minor = changed.sum_minor, completed_at = changed.completed_at
         FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::timestamptz[])
              AS changed (member_id, window_id, sum_minor, completed_at)
        WHERE w.program_id = $1 AND w.member_id = changed.member_id
          AND w.event_id = split_part(changed.window_id, ':', 1)::uuid
          AND w.campaign = split_part(changed.window_id, ':', 2)`,
      [
        programId,
        plainColumn(changes.map(({ memberId }) => memberId)),
        textColumn(changes.map(({ windowId }) => windowId)),
        plainColumn(changes.map(({ sumMinor }) => sumMinor)),
        instantColumn(changes.map(({ completedAt }) => completedAt)),
      ],
    );
  }
}
