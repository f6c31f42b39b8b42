import { Injectable } from '@nestjs/common';
import type { Actor } from '#contracts/internal/call';
import { isKeyId, secretMatches } from '../domain/api-key.js';
import { ApiClients } from './ports/api-clients.js';

export interface KeyVerdict {
  readonly programId: string;
  readonly actor: Actor;
  readonly programWide: boolean;
}

/** One row by its unique key and one hash: the gateway asks this for every active key about once a second. */
@Injectable()
export class VerifyKey {
  constructor(private readonly clients: ApiClients) {}

  /** @returns who it is; null for a key that is unknown, wrong or revoked, which look the same from outside */
  async execute(keyId: string, secret: string): Promise<KeyVerdict | null> {
    const found = isKeyId(keyId) ? await this.clients.findByKeyId(keyId) : undefined;
    const matches = secretMatches(secret, found?.secretHash);
    if (!found || !matches || found.client.revokedAt) return null;
    const { programId, scope, storeId, programWide } = found.client;
    return {
      programId,
      actor: { type: 'client', id: keyId, scope, ...(storeId === null ? {} : { storeId }) },
      programWide,
    };
  }
}
