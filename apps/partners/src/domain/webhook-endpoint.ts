import { failingMsMax } from './retry-schedule.js';

export type EndpointStatus = 'enabled' | 'disabled';
/** `linked` hears only members who are linked to its partner; links do not exist yet, so it hears nobody. */
export type Audience = 'linked' | 'program';
/** `paused` by its owner · `gone` answered 410 · `failing` for five days · `client_revoked` its owner lost the key. */
export type DisabledReason = 'paused' | 'gone' | 'failing' | 'client_revoked';

export interface EndpointRef {
  readonly programId: string;
  readonly endpointId: string;
}

/** Where a partner wants to hear events. */
export interface WebhookEndpoint extends EndpointRef {
  /** Key id of the client that made it. */
  readonly ownerId: string;
  readonly url: string;
  readonly events: readonly string[];
  readonly description: string | null;
  readonly status: EndpointStatus;
  readonly disabledReason: DisabledReason | null;
  readonly disabledAt: Date | null;
  readonly audience: Audience;
  /** Since when every attempt has failed; null after a success. */
  readonly failingSince: Date | null;
  readonly createdAt: Date;
}

/** For how long a rotated secret still signs beside its successor. */
export const rotationOverlapMs = 24 * 60 * 60 * 1000;

/** Why an endpoint must hear no more after an attempt failed, if so. */
export function disablingReason(
  attempt: { readonly isGone: boolean; readonly at: Date },
  failingSince: Date,
): 'gone' | 'failing' | undefined {
  if (attempt.isGone) return 'gone';
  return attempt.at.getTime() - failingSince.getTime() >= failingMsMax ? 'failing' : undefined;
}
