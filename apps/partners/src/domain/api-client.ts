import { DomainError, type FieldError } from '#kernel/errors';

export type ClientScope = 'pos' | 'app' | 'partner' | 'admin';

/** Who may call the platform: a till system, the retailer's own backend, a partner or an operator. */
export interface ApiClient {
  readonly programId: string;
  readonly clientId: string;
  /** The public half of its credential. */
  readonly keyId: string;
  readonly name: string;
  readonly scope: ClientScope;
  readonly storeId: string | null;
  readonly programWide: boolean;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
}

interface Grant {
  readonly scope: ClientScope;
  readonly storeId?: string;
  readonly programWide?: boolean;
}

/** Refused: a grant that has no meaning for the scope. */
export class InvalidGrantError extends DomainError {
  readonly code = 'invalid_value';
  override readonly errors: readonly FieldError[];

  constructor(pointer: string, detail: string) {
    super(detail);
    this.name = 'InvalidGrantError';
    this.errors = [{ pointer, code: 'invalid_value', detail }];
  }
}

/**
 * What a new client may do. Only a till stands in a store, and a till hears nothing; an operator hears the whole programme,
 * because it could grant that to itself anyway.
 * @throws InvalidGrantError
 */
export function grantOf({ scope, storeId, programWide }: Grant): Pick<ApiClient, 'storeId' | 'programWide'> {
  if (storeId !== undefined && scope !== 'pos') {
    throw new InvalidGrantError('/storeId', 'Only a key of scope pos is bound to a store.');
  }
  if (programWide && scope === 'pos') {
    throw new InvalidGrantError('/programWide', 'A key of scope pos has no webhook endpoints.');
  }
  return { storeId: storeId ?? null, programWide: programWide ?? scope === 'admin' };
}
