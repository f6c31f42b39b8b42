import { enrollMember } from '../public-api/enroll-member.js';
import type { EnrollmentBody } from '../public-api/enroll-member.js';
import { ApiRefusedError } from '../public-api/public-api.js';
import type { Problem, PublicApi } from '../public-api/public-api.js';
import { runConcurrently } from '../public-api/run-concurrently.js';
import type { Receipt } from './receipt.js';

const ENROLLMENTS_AT_ONCE = 32;
/** The key is the matter, not the member: the next one would fare no better. */
const KEY_REFUSED = [401, 403];
/** References that say what to enroll with. An id or a rotating code names someone who must be a member already. */
const IDENTIFIER_BY_PREFIX: Readonly<Record<string, 'externalId' | 'card' | 'phone' | 'email'>> = {
  external: 'externalId',
  card: 'card',
  phone: 'phone',
  email: 'email',
};

/** Enrolls the members of a file when their first receipt comes up, as of that receipt's time. */
export class FirstSight {
  private readonly seen = new Set<string>();
  private readonly refusals = new Map<string, Problem>();

  constructor(private readonly api: PublicApi) {}

  /** @param receipts the next receipts to post, in time order, so that a member's first comes first */
  async enrollFrom(receipts: readonly Receipt[]): Promise<void> {
    const fresh: { reference: string; body: EnrollmentBody }[] = [];
    for (const { body } of receipts) {
      if (body.member === undefined || this.seen.has(body.member)) continue;
      this.seen.add(body.member);
      const enrollment = enrollmentFor(body.member, body.occurredAt);
      if (enrollment) fresh.push({ reference: body.member, body: enrollment });
    }
    await runConcurrently(fresh, ENROLLMENTS_AT_ONCE, async ({ reference, body }) => {
      const enrollment = await enrollMember(this.api, body);
      if (!('refusal' in enrollment)) return;
      const { status } = enrollment.refusal;
      if (KEY_REFUSED.includes(status))
        throw new ApiRefusedError('The API refused to enroll', status, enrollment.refusal);
      this.refusals.set(reference, enrollment.refusal);
    });
  }

  /** Why a member could not be enrolled; its receipts are then refused for the same reason. */
  refusalOf(reference: string | undefined): Problem | undefined {
    return reference === undefined ? undefined : this.refusals.get(reference);
  }
}

function enrollmentFor(reference: string, enrolledAt: string): EnrollmentBody | undefined {
  const [, prefix = '', value = ''] = /^([a-z]+):(.*)$/s.exec(reference) ?? [];
  const identifier = IDENTIFIER_BY_PREFIX[prefix];
  return identifier && { [identifier]: value, channel: 'import', enrolledAt };
}
