import { problemOf } from './public-api.js';
import type { Problem, PublicApi } from './public-api.js';

/** The body of POST /v1/members, as far as it is used here. */
export interface EnrolmentBody {
  readonly externalId?: string;
  readonly card?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly name?: string;
  readonly birthday?: string;
  readonly channel: string;
  readonly storeId?: string;
  /** RFC 3339 with zone. */
  readonly enrolledAt?: string;
}

export type Enrolment =
  | { readonly memberId: string; readonly existing: boolean }
  | { readonly refusal: Problem & { readonly status: number } };

/** Enrols a member, or finds the one that is there already: the same body sent twice makes one member. */
export async function enrolMember(api: PublicApi, body: EnrolmentBody): Promise<Enrolment> {
  const answer = await api.post('/v1/members', { ...body, ifExists: 'return' });
  if (answer.status !== 200 && answer.status !== 201)
    return { refusal: { status: answer.status, ...problemOf(answer) } };
  return { memberId: (answer.body as { id: string }).id, existing: answer.status === 200 };
}
