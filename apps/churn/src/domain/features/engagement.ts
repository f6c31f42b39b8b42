/** What becomes of a benefit, a reward bought with points, or anything else that a member does. */
export type EngagementKind = 'granted' | 'used' | 'expired' | 'revoked' | 'returned' | 'redeemed' | 'active';

/** Something that happened to a benefit or that a member did. Days are whole days since 1970-01-01 of the programme's calendar. */
export interface Engagement {
  readonly kind: EngagementKind;
  /** The grant, the redemption or the activity: what happens to one grant has one subject. */
  readonly subject: string;
  /** Milliseconds since 1970-01-01: within a day the last state counts. */
  readonly at: number;
  readonly day: number;
  /** When it became this member's: the day itself, or that of a merge. */
  readonly knownDay: number;
}

/** What was known of them at the end of a day. */
export interface KnownEngagement {
  /** Benefits granted and not revoked. */
  readonly granted: number;
  /** Of these, used and not given back. */
  readonly used: number;
  readonly rewards: number;
  /** Of the last use of a benefit or purchase of a reward. */
  readonly lastUseDay: number | null;
  /** Ascending. */
  readonly activeDays: readonly number[];
}

/** Where two things happened to a grant at one instant, the later in a grant's life counts. */
const course: readonly EngagementKind[] = ['granted', 'used', 'returned', 'expired', 'revoked'];

/** @param engagements in any order */
export function engagementByDay(engagements: readonly Engagement[], cutDay: number): KnownEngagement {
  const past = engagements
    .filter(({ day, knownDay }) => day <= cutDay && knownDay <= cutDay)
    .sort((one, other) => one.at - other.at || course.indexOf(one.kind) - course.indexOf(other.kind));
  const states = new Map<string, Engagement>();
  const granted = new Set<string>();
  for (const each of past) {
    if (!course.includes(each.kind)) continue;
    states.set(each.subject, each);
    if (each.kind === 'granted') granted.add(each.subject);
  }
  const standing = [...states.values()];
  const uses = standing.filter(({ kind }) => kind === 'used');
  const rewards = past.filter(({ kind }) => kind === 'redeemed');
  const useDays = [...uses, ...rewards].map(({ day }) => day);
  return {
    // A use tells of a grant too, should the grant itself not have come yet.
    granted: standing.filter(({ kind, subject }) => kind !== 'revoked' && (granted.has(subject) || kind === 'used'))
      .length,
    used: uses.length,
    rewards: rewards.length,
    lastUseDay: useDays.length === 0 ? null : Math.max(...useDays),
    activeDays: past.filter(({ kind }) => kind === 'active').map(({ day }) => day),
  };
}
