import { isUuid } from '#kernel/ids';
import { type BenefitView, listBenefits } from '#contracts/internal/benefits';
import type { ItemResult } from '#contracts/internal/call';
import { readAssessments } from '#contracts/internal/churn';
import { type MemberView, readMembers, readProgram } from '#contracts/internal/members';
import { verifyKey } from '#contracts/internal/partners';
import { readAccounts } from '#contracts/internal/points';
import type { FakeServices } from './fake-services.js';

const at = '2026-11-01T00:00:00.000Z';
export const fakeProgramId = '01939d2e-0000-7000-8000-000000000001';
/** `card:1` is this member; every UUID is somebody. */
export const fakeMemberId = '01939d2e-0000-7000-8000-000000000002';

/** Services that answer the member query, and keys named after their scope: ks_admin.secret, ks_pos.secret… */
export function answerMemberReads(services: FakeServices): void {
  services.on(verifyKey, ({ keyId }) => {
    const [scope = '', grant] = keyId.split('-');
    if (!['pos', 'app', 'partner', 'admin'].includes(scope)) return { verdict: null };
    const actor = { type: 'client', id: keyId, scope: scope as 'pos' } as const;
    return { verdict: { programId: fakeProgramId, actor, programWide: grant === 'wide' } };
  });
  services.on(readProgram, () => ({
    id: fakeProgramId,
    code: 'demo',
    name: 'Demo',
    currency: 'CNY',
    timeZone: 'Asia/Shanghai',
  }));
  services.on(readMembers, ({ references }) => ({ results: references.map(readMember) }));
  services.on(readAccounts, ({ memberIds, wallet }) => ({
    accounts: memberIds.map((memberId) => ({
      id: `${wallet}:${memberId}`,
      memberId,
      wallet,
      ...{ available: 259, pending: 0, held: 0, debt: 0, lifetimeEarned: 259, value: null, seq: 1, expiring: [] },
    })),
  }));
  services.on(listBenefits, ({ members }) => ({
    pages: members.map(({ memberId, first }) => ({
      items: Array.from({ length: Math.min(6, first) }, (_, index) => ({
        cursor: `cursor-${index}`,
        node: benefit(memberId, index),
      })),
      hasNextPage: first < 6,
      totalCount: 6,
    })),
  }));
  services.on(readAssessments, ({ memberIds }) => ({
    assessments: memberIds.map((memberId) => ({
      id: `churn-${memberId}`,
      memberId,
      horizonDays: 90,
      summary: { repeatDays: 2, firstAt: at, lastAt: at, asOf: at, meanRepeatValue: null },
      scored: null,
      unavailable: 'model_not_trained',
    })),
  }));
}

function readMember(reference: string): ItemResult<MemberView> {
  if (isUuid(reference)) return { ok: true, value: member(reference) };
  if (reference === 'card:1') return { ok: true, value: member(fakeMemberId) };
  const code = reference.includes(':') ? 'not_found' : 'invalid_reference';
  return { ok: false, error: { code, detail: 'No such member.' } };
}

function member(id: string): MemberView {
  return {
    id,
    card: '1',
    externalId: null,
    status: 'active',
    enrolledAt: at,
    channel: 'pos',
    storeId: 'S01',
    profile: {
      name: 'Li Lei',
      displayName: 'L**',
      birthday: '1990-02-03',
      phone: '+8613800000000',
      email: null,
      attributes: { pet: 'cat', pets: 2 },
    },
    tier: {
      id: `${id}.default`,
      ladder: 'default',
      layer: null,
      tier: 'basic',
      grade: '1',
      level: 'basic-1',
      label: 'Basic 1',
      since: at,
      validUntil: null,
      progress: {
        ...{ value: 259, from: 0, target: 1_000, missing: 741, next: 'basic-2', nextLabel: 'Basic 2' },
        windowEndsAt: null,
        projectedTier: null,
      },
    },
    consents: [],
  };
}

function benefit(memberId: string, index: number): BenefitView {
  return {
    id: `${memberId}:benefit-${index}`,
    code: `benefit-${index}`,
    version: 1,
    layer: 'BASE',
    kind: 'coupon',
    title: `Benefit ${index}`,
    terms: null,
    imageUrl: null,
    status: 'NOT_USABLE',
    grantId: null,
    usableNow: false,
    whyNot: [
      {
        ...{ code: 'tier_too_low', message: 'Not yet.', field: 'tier', actual: 'basic-1', required: 'gold-1' },
        missing: null,
        satisfiableAt: null,
      },
    ],
    validFrom: null,
    validUntil: null,
    remaining: null,
    value: null,
    coupon: null,
  };
}
