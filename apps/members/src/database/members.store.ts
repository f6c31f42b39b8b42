import { Injectable } from '@nestjs/common';
import { Database } from '#platform/database/database';
import {
  type FoundMember,
  type GrowthWindow,
  type Member,
  type MemberFilter,
  type MemberKey,
  type MemberPlace,
  type MemberRecord,
  Members,
  type Owner,
} from '../application/ports/members.js';
import type { LadderRef } from '../application/ports/growth.js';
import { type Identifier, referenceOf } from '../domain/identifiers.js';
import type { Profile } from '../domain/profile.js';
import { addSql, countSql, findSql, listSql, readSql } from './members.sql.js';
import { BlindIndex, PersonalData } from './personal-data.js';

const claimAttemptsMax = 5;
const memberColumns = `id, status, enrolled_at AS "enrolledAt", channel, store_id AS "storeId", data_key AS "dataKey", profile`;

interface FoundRow extends FoundMember {
  readonly key: string | Buffer;
}

interface StoredMember extends Omit<Member, 'profile'> {
  readonly dataKey: Buffer | null;
  readonly profile: Buffer | null;
}

interface ReadRow extends StoredMember {
  readonly level: string | null;
  readonly since: Date | null;
  readonly growth: number;
  readonly consents: readonly { purpose: string; channel: string | null; granted: boolean; at: string }[] | null;
}

/** What is left of a member who was erased. */
const nothing: Profile = { name: null, birthday: null, attributes: {}, referralCode: null, identifiers: [] };

@Injectable()
export class MembersStore extends Members {
  constructor(
    private readonly database: Database,
    private readonly personalData: PersonalData,
    private readonly blindIndex: BlindIndex,
  ) {
    super();
  }

  override async find(programId: string, keys: readonly MemberKey[]): Promise<readonly (FoundMember | undefined)[]> {
    const names = keys.map((key) => this.nameOf(programId, key));
    const of = (kind: MemberKey['kind']): (string | Buffer)[] => names.filter((_, index) => keys[index]?.kind === kind);
    const rows = await this.database.query<FoundRow>(findSql, [programId, of('id'), of('identifier'), of('number')]);
    const found = new Map(rows.map(({ key, ...member }) => [asText(key), member]));
    return names.map((name) => found.get(asText(name)));
  }

  override async read(
    programId: string,
    memberIds: readonly string[],
    { ladder, from, to }: GrowthWindow,
  ): Promise<ReadonlyMap<string, MemberRecord>> {
    const rows = await this.database.query<ReadRow>(readSql, [programId, memberIds, from, to, ladder]);
    return new Map(rows.map((row) => [row.id, this.toRecord(programId, row)]));
  }

  override async list(
    programId: string,
    filter: MemberFilter,
    first: number,
    after?: MemberPlace,
  ): Promise<readonly MemberPlace[]> {
    return this.database.query<{ enrolledAt: Date; id: string }>(listSql, [
      programId,
      ...filterValues(filter),
      first,
      after?.enrolledAt ?? null,
      after?.id ?? null,
    ]);
  }

  override async count(programId: string, filter: MemberFilter): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(countSql, [programId, ...filterValues(filter)]);
    return row?.count ?? 0;
  }

  override async claim(
    programId: string,
    memberId: string,
    identifiers: readonly Identifier[],
    at: Date,
  ): Promise<readonly Owner[]> {
    if (identifiers.length === 0) return [];
    const digests = this.digestsOf(programId, identifiers);
    const types = identifiers.map(({ type }) => type);
    for (let attempt = 1; attempt <= claimAttemptsMax; attempt += 1) {
      // Waits for another transaction that holds one of them. In the order of the digests, so that two never wait crosswise.
      const claimed = await this.database.query<{ digest: Buffer }>(claimSql, [
        programId,
        digests,
        types,
        memberId,
        at,
      ]);
      if (claimed.length === identifiers.length) return [];
      const owners = await this.database.query<Owner>(ownersSql, [
        programId,
        digests,
        claimed.map(({ digest }) => digest),
      ]);
      await this.database.query('DELETE FROM identifiers WHERE program_id = $1 AND digest = ANY ($2::bytea[])', [
        programId,
        claimed.map(({ digest }) => digest),
      ]);
      if (owners.length > 0) return owners;
      // Given up by its owner between the two statements: it is free now.
    }
    throw new Error('An identifier changed hands too often.');
  }

  override async release(
    programId: string,
    memberId: string,
    identifiers: readonly Identifier[],
    at: Date,
  ): Promise<void> {
    const cards = identifiers.filter(({ type }) => type === 'card');
    const others = identifiers.filter(({ type }) => type !== 'card');
    if (cards.length > 0) {
      await this.database.query(
        `UPDATE identifiers SET replaced_at = $4 WHERE program_id = $1 AND member_id = $2 AND digest = ANY ($3::bytea[])`,
        [programId, memberId, this.digestsOf(programId, cards), at],
      );
    }
    if (others.length === 0) return;
    await this.database.query(
      'DELETE FROM identifiers WHERE program_id = $1 AND member_id = $2 AND digest = ANY ($3::bytea[])',
      [programId, memberId, this.digestsOf(programId, others)],
    );
  }

  override async add(programId: string, member: Member, ladder: LadderRef, recordedAt: Date): Promise<boolean> {
    const dataKey = this.personalData.newKey(programId, member.id);
    const { id, status, enrolledAt, channel, storeId } = member;
    const profile = this.personalData.encryptFor(programId, id, dataKey, member.profile);
    const added = await this.database.query(addSql, [
      programId,
      id,
      status,
      enrolledAt,
      recordedAt,
      channel,
      storeId,
      dataKey,
      profile,
      ladder.code,
      ladder.version,
      ladder.firstLevel,
    ]);
    return added.length > 0;
  }

  override async lock(programId: string, memberId: string): Promise<Member | undefined> {
    const [row] = await this.database.query<StoredMember>(
      `SELECT ${memberColumns} FROM members WHERE program_id = $1 AND id = $2 FOR NO KEY UPDATE`,
      [programId, memberId],
    );
    return row && this.toMember(programId, row);
  }

  override async save(programId: string, member: Member, recordedAt: Date): Promise<void> {
    const { id, status, channel, storeId } = member;
    const [row] = await this.database.query<{ dataKey: Buffer | null }>(
      'SELECT data_key AS "dataKey" FROM members WHERE program_id = $1 AND id = $2',
      [programId, id],
    );
    if (!row?.dataKey) throw new Error('A member without a key cannot be changed.');
    const profile = this.personalData.encryptFor(programId, id, row.dataKey, member.profile);
    await this.database.query(
      `UPDATE members SET status = $3, channel = $4, store_id = $5, profile = $6, changed_at = $7
        WHERE program_id = $1 AND id = $2`,
      [programId, id, status, channel, storeId, profile, recordedAt],
    );
  }

  private nameOf(programId: string, key: MemberKey): string | Buffer {
    if (key.kind === 'id') return key.memberId;
    return key.kind === 'number' ? String(key.number) : this.blindIndex.digest(programId, key.text);
  }

  private digestsOf(programId: string, identifiers: readonly Identifier[]): Buffer[] {
    return identifiers.map((identifier) => this.blindIndex.digest(programId, referenceOf(identifier)));
  }

  private toRecord(programId: string, row: ReadRow): MemberRecord {
    const { level, since, growth, consents } = row;
    return {
      ...this.toMember(programId, row),
      tier: level && since ? { level, since } : null,
      growth,
      consents: (consents ?? []).map(({ at, ...consent }) => ({ ...consent, at: new Date(at) })),
    };
  }

  private toMember(
    programId: string,
    { id, status, enrolledAt, channel, storeId, dataKey, profile }: StoredMember,
  ): Member {
    const decrypted =
      dataKey && profile ? this.personalData.decryptFor<Profile>(programId, id, dataKey, profile) : nothing;
    return { id, status, enrolledAt, channel, storeId, profile: decrypted };
  }
}

const claimSql = `
  INSERT INTO identifiers (program_id, digest, type, member_id, claimed_at)
  SELECT $1, digest, type, $4, $5 FROM unnest($2::bytea[], $3::text[]) AS given (digest, type) ORDER BY digest
  ON CONFLICT (program_id, digest) DO NOTHING
  RETURNING digest`;

const ownersSql = `
  SELECT member_id AS "memberId", type, replaced_at IS NOT NULL AS dead FROM identifiers
   WHERE program_id = $1 AND digest = ANY ($2::bytea[]) AND digest <> ALL ($3::bytea[])`;

function filterValues({ status, enrolledSince, enrolledUntil, level, ladder }: MemberFilter): unknown[] {
  return [status ?? null, enrolledSince ?? null, enrolledUntil ?? null, level ?? null, ladder];
}

function asText(name: string | Buffer): string {
  return typeof name === 'string' ? name : name.toString('latin1');
}
