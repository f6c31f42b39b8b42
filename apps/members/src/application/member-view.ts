import type { MemberView, TierView } from '#contracts/internal/members';
import { inLocale } from '#rules/localized';
import { identifierOf, maskedName } from '../domain/profile.js';
import { type Level, levelsOf, rungOf, type TierLadder } from '../domain/tier-ladder.js';
import type { MemberRecord } from './ports/members.js';

type Locale = 'en' | 'zh';

export function memberView(record: MemberRecord, ladder: TierLadder, locale: Locale): MemberView {
  const { id, status, enrolledAt, channel, storeId, profile, consents } = record;
  return {
    id,
    card: identifierOf(profile, 'card'),
    externalId: identifierOf(profile, 'external'),
    status,
    enrolledAt: enrolledAt.toISOString(),
    channel,
    storeId,
    profile: {
      name: profile.name,
      displayName: maskedName(profile.name),
      birthday: profile.birthday,
      phone: identifierOf(profile, 'phone'),
      email: identifierOf(profile, 'email'),
      attributes: profile.attributes,
    },
    tier: tierView(record, ladder, locale),
    consents: consents.map(({ at, ...consent }) => ({ ...consent, at: at.toISOString() })),
  };
}

/** A member without growth stands on the first rung since the enrolment. */
function tierView({ id, enrolledAt, tier, growth }: MemberRecord, ladder: TierLadder, locale: Locale): TierView {
  const levels = levelsOf(ladder.document);
  const rung = tier ? rungOf(levels, tier.level) : 0;
  const level = levels[rung];
  if (!level) throw new Error('A ladder has at least one level.');
  return {
    id: `${id}.${ladder.code}`,
    ladder: ladder.code,
    layer: level.layer,
    tier: level.tier,
    grade: level.grade,
    level: level.code,
    label: inLocale(level.label, locale),
    since: (tier?.since ?? enrolledAt).toISOString(),
    validUntil: null,
    progress: progress(level, levels[rung + 1], growth, locale),
  };
}

/** Null at the top. The value is the current window's: it may lie below a level that was reached in an earlier one. */
function progress(level: Level, next: Level | undefined, value: number, locale: Locale): TierView['progress'] {
  if (!next) return null;
  return {
    value,
    from: level.from,
    target: next.from,
    missing: Math.max(0, next.from - value),
    next: next.code,
    nextLabel: inLocale(next.label, locale),
    windowEndsAt: null,
    projectedTier: null,
  };
}
