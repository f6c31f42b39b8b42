import { Injectable } from '@nestjs/common';
import { hash } from 'node:crypto';
import { Database } from '#platform/database/database';
import { type Session, Sessions, type StoredSession } from '../application/ports/sessions.js';

@Injectable()
export class SessionsStore extends Sessions {
  constructor(private readonly database: Database) {
    super();
  }

  override async add(token: string, session: Session): Promise<void> {
    const { programId, memberId, familyId, ttlSeconds, issuedAt, expiresAt } = session;
    await this.database.query(
      `INSERT INTO sessions (token_hash, program_id, member_id, family_id, ttl_seconds, issued_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [hashOf(token), programId, memberId, familyId, ttlSeconds, issuedAt, expiresAt],
    );
  }

  override async lock(token: string): Promise<StoredSession | undefined> {
    const [session] = await this.database.query<StoredSession>(lockSql, [hashOf(token)]);
    return session;
  }

  override async markRotated(token: string, at: Date): Promise<void> {
    await this.database.query('UPDATE sessions SET rotated_at = $2 WHERE token_hash = $1', [hashOf(token), at]);
  }

  override async revokeFamily(familyId: string, at: Date): Promise<void> {
    await this.database.query('UPDATE sessions SET revoked_at = $2 WHERE family_id = $1 AND revoked_at IS NULL', [
      familyId,
      at,
    ]);
  }
}

const lockSql = `
  SELECT program_id AS "programId", member_id AS "memberId", family_id AS "familyId", ttl_seconds AS "ttlSeconds",
         issued_at AS "issuedAt", expires_at AS "expiresAt", rotated_at AS "rotatedAt", revoked_at AS "revokedAt"
    FROM sessions WHERE token_hash = $1 FOR UPDATE`;

/** 256 random bits need no slow or keyed hash. */
function hashOf(token: string): Buffer {
  return hash('sha256', token, 'buffer');
}
