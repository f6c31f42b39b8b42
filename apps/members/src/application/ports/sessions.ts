export interface Session {
  readonly programId: string;
  readonly memberId: string;
  /** All tokens that came from one sign-in. */
  readonly familyId: string;
  /** Of the access tokens, in seconds. */
  readonly ttlSeconds: number;
  readonly issuedAt: Date;
  readonly expiresAt: Date;
}

export interface StoredSession extends Session {
  readonly rotatedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Refresh tokens; only their hashes are kept. */
export abstract class Sessions {
  abstract add(token: string, session: Session): Promise<void>;
  /** Holds the token until the commit: of two that rotate it at once, the second finds it rotated. */
  abstract lock(token: string): Promise<StoredSession | undefined>;
  abstract markRotated(token: string, at: Date): Promise<void>;
  abstract revokeFamily(familyId: string, at: Date): Promise<void>;
}
