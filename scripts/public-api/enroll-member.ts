import type { Channel } from '#contracts/public/channels';
import { problemOf } from './public-api.js';
import type { Problem, PublicApi } from './public-api.js';

/** The body of POST /v1/members, as far as it is used here. */
export interface EnrollmentBody {
  readonly externalId?: string;
  readonly card?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
  readonly birthday?: string;
  readonly channel: Channel;
  readonly storeId?: string;
  /** RFC 3339 with zone. */
  readonly enrolledAt?: string;
}

export type Enrollment =
  | { readonly memberId: string; readonly existing: boolean }
  | { readonly refusal: Problem & { readonly status: number } };

/** Enrolls a member, or finds the one that is there already: the same body sent twice makes one member. */
export async function enrollMember(api: PublicApi, body: EnrollmentBody): Promise<Enrollment> {
  const answer = await api.post('/v1/members', { ...body, ifExists: 'return' });
  if (answer.status !== 200 && answer.status !== 201)
    return { refusal: { status: answer.status, ...problemOf(answer) } };
  return { memberId: (answer.body as { id: string }).id, existing: answer.status === 200 };
}
