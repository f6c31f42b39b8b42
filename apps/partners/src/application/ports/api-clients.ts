import type { ApiClient } from '../../domain/api-client.js';

export interface NewApiClient {
  readonly client: ApiClient;
  readonly secretHash: Buffer;
  /** Kept sealed for as long as the request that made the client may be repeated; absent where it cannot be. */
  readonly replaySecret?: string;
}

/** The API clients of all programmes. */
export abstract class ApiClients {
  /** Makes programme by programme take turns, so that a count stays true until the commit. */
  abstract lockProgram(programId: string): Promise<void>;
  abstract countActive(programId: string): Promise<number>;
  abstract insert(client: NewApiClient): Promise<void>;
  abstract find(programId: string, clientId: string): Promise<ApiClient | undefined>;
  /** Any programme's: a credential says whose it is. */
  abstract findByKeyId(keyId: string): Promise<{ client: ApiClient; secretHash: Buffer } | undefined>;
  /** Holds the row until the commit, so that what depends on the client is decided by one caller at a time. */
  abstract lockByKeyId(programId: string, keyId: string): Promise<ApiClient | undefined>;
  /** Oldest first, after the given client. */
  abstract list(programId: string, limit: number, afterId?: string): Promise<ApiClient[]>;
  /** Revokes once: the first time stays. */
  abstract revoke(programId: string, clientId: string, at: Date): Promise<ApiClient | undefined>;
  abstract replaySecret(programId: string, clientId: string): Promise<string | undefined>;
  abstract forgetReplaySecrets(createdBefore: Date): Promise<void>;
}
