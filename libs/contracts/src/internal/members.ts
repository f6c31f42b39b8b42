import type { Channel } from '../public/channels.js';
import { defineCall, type IdempotencyRequest, type ItemResult, type Replayable } from './call.js';
import type { Page, PageRequest } from './paging.js';

export type MemberStatus = 'active' | 'earn_only' | 'suspended' | 'closed' | 'merged' | 'erased';

export interface ProgramView {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly currency: string;
  readonly timeZone: string;
}

export interface StoreView {
  readonly storeId: string;
  readonly name: string | null;
  readonly timeZone: string | null;
  readonly geo: { readonly lat: number; readonly lng: number } | null;
  readonly tags: readonly string[];
}

/** A reference as a till sent it; a rotating code is judged at the purchase's instant and bound to its transaction. */
export interface MemberReference {
  readonly reference: string;
  readonly at?: string;
  readonly transactionId?: string;
}

export interface ResolvedMember {
  readonly memberId: string;
  readonly status: MemberStatus;
}

export interface TierView {
  readonly id: string;
  readonly ladder: string;
  readonly layer: string | null;
  readonly tier: string;
  readonly grade: string | null;
  /** `tier-grade`, for instance `gold-2`: what events and rules compare. */
  readonly level: string;
  readonly label: string;
  readonly since: string;
  readonly validUntil: string | null;
  readonly progress: {
    readonly value: number;
    readonly from: number;
    readonly target: number;
    readonly missing: number;
    readonly next: string;
    readonly nextLabel: string;
    readonly windowEndsAt: string | null;
    readonly projectedTier: string | null;
  } | null;
}

export interface ProfileView {
  readonly name: string | null;
  /** Masked for display at a till. */
  readonly displayName: string | null;
  readonly birthday: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface MemberView {
  readonly id: string;
  readonly card: string | null;
  readonly externalId: string | null;
  readonly status: MemberStatus;
  readonly enrolledAt: string;
  readonly channel: string;
  readonly storeId: string | null;
  readonly profile: ProfileView;
  readonly tier: TierView;
  readonly consents: readonly {
    readonly purpose: string;
    readonly channel: string | null;
    readonly granted: boolean;
    readonly at: string;
  }[];
}

export interface MemberContent {
  readonly externalId?: string;
  readonly card?: string;
  readonly phone?: string;
  readonly email?: string;
  readonly identifiers?: readonly { readonly type: string; readonly source?: string; readonly value: string }[];
  readonly name?: string;
  readonly birthday?: string;
  readonly channel?: Channel;
  readonly storeId?: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly consents?: readonly { readonly purpose: string; readonly channel?: string; readonly granted: boolean }[];
}

export interface EnrollMember extends MemberContent {
  /** Made by the gateway, so that its own retries enrol once. */
  readonly memberId: string;
  readonly enrolledAt?: string;
  readonly referralCode?: string;
  readonly ifExists?: 'refuse' | 'return';
  readonly idempotency?: IdempotencyRequest;
}

export type EnrolledMember = MemberView & { readonly existing?: true };

/** Across programmes; for the launcher and operators' tools. Repeating it with the same code answers the same programme. */
export const createProgram = defineCall<
  { code: string; name: string; currency: string; timeZone: string },
  ProgramView & { existing: boolean }
>('members', 'programs/create');
export const readProgram = defineCall<Record<string, never>, ProgramView>('members', 'programs/read');
export const putStore = defineCall<
  Omit<StoreView, 'name' | 'timeZone' | 'geo' | 'tags'> & Partial<StoreView>,
  StoreView
>('members', 'stores/put');
export const readStores = defineCall<{ storeIds: readonly string[] }, { stores: readonly StoreView[] }>(
  'members',
  'stores/read',
);

/** Who a reference is and whether they may earn. Refusals by item: invalid_reference, member_not_found, member_erased, code_already_used. */
export const resolveMembers = defineCall<
  { references: readonly MemberReference[] },
  { results: readonly ItemResult<ResolvedMember>[] }
>('members', 'members/resolve');
/** Everything shown about members, by any reference. Refusals by item as resolveMembers, but not_found. */
export const readMembers = defineCall<
  { references: readonly string[] },
  { results: readonly ItemResult<MemberView>[] }
>('members', 'members/read');
export const listMembers = defineCall<
  { status?: MemberStatus; enrolledSince?: string; enrolledUntil?: string; level?: string } & PageRequest,
  Page<MemberView> & { totalCount: number }
>('members', 'members/list');
/** 201, or 200 with existing where ifExists is "return". Refuses identifier_in_use { memberId } and field errors. */
export const enrollMember = defineCall<EnrollMember, Replayable<EnrolledMember>>('members', 'members/enroll');
/** Changes what is given; null removes a profile field or identifier. A replaced card is dead for ever. */
export const updateMember = defineCall<
  {
    reference: string;
    status?: Exclude<MemberStatus, 'merged' | 'erased'>;
    reasonCode?: string;
    changes: { readonly [Key in keyof MemberContent]: MemberContent[Key] | null };
    idempotency?: IdempotencyRequest;
  },
  Replayable<MemberView>
>('members', 'members/update');

/** The rotating code a member shows at the till. */
export const issueTillCodes = defineCall<
  { memberIds: readonly string[] },
  { codes: readonly { text: string; qrPayload: string; refreshAt: string; expiresAt: string }[] }
>('members', 'till-codes/issue');

/** Something that a member did, on its way into the record. */
export interface ActivityPosting {
  /** Made by the gateway: its own retries are safe. */
  readonly activityId: string;
  readonly eventId: string;
  readonly type: string;
  readonly member: string;
  readonly occurredAt: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly correlationId: string;
}
export interface ActivityAnswer {
  readonly id: string;
  readonly eventId: string;
  readonly memberId: string;
  readonly duplicate: boolean;
}

/**
 * POST /v1/events: each recorded once by eventId, then passed on as members.activity-recorded.v1. One durable transaction, each
 * on its own: a refused one never fails its neighbours.
 */
export const recordActivities = defineCall<
  { activities: readonly ActivityPosting[] },
  { results: readonly ItemResult<ActivityAnswer>[] }
>('members', 'activities/record-group');
/** One with an Idempotency-Key; 201, or 200 for a duplicate. */
export const recordActivity = defineCall<
  Omit<ActivityPosting, 'correlationId'> & { idempotency?: IdempotencyRequest },
  Replayable<ActivityAnswer>
>('members', 'activities/record');

/** Refresh tokens of member sessions; the gateway signs the access tokens. Reuse of a rotated one → token_reused, the family is revoked. */
export const openSession = defineCall<
  { memberId: string; ttlSeconds: number },
  { memberId: string; refreshToken: string; refreshExpiresAt: string }
>('members', 'sessions/open');
export const rotateSession = defineCall<
  { refreshToken: string },
  { memberId: string; programId: string; ttlSeconds: number; refreshToken: string; refreshExpiresAt: string }
>('members', 'sessions/rotate');
