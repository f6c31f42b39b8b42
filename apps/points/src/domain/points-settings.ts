import { minorDigits } from '#kernel/currency';
import { forLevel } from '#rules/campaigns/tier-names';
import type { LotPolicies } from '#rules/lot-policies';
import { RedemptionRefusedError } from './points.errors.js';

/** So many points are worth so many whole major units (yuan, pounds) of whatever currency is paid in. */
export interface PointsWorth {
  readonly points: number;
  readonly majorUnits: number;
}

/** How a programme lets points be earned and spent. Kept by version; what was decided under one stays decided. */
export interface PointsSettings {
  readonly value: PointsWorth & {
    /** By tier (`gold`) or level (`gold-2`). */
    readonly byTier?: Readonly<Record<string, PointsWorth>>;
  };
  readonly redemption: {
    readonly minimumPoints: number;
    /** Redeemed points are a multiple of it. */
    readonly stepPoints: number;
    /** Whether what was paid with points earns, too. */
    readonly earns: boolean;
  };
  /** What earned points get where no campaign says otherwise. */
  readonly lots: LotPolicies;
  readonly transfers: {
    readonly enabled: boolean;
    /** Null is without limit. */
    readonly perTransferPointsMax: number | null;
    /** Of one sender in one day of the programme's zone; null is without limit. */
    readonly perDayPointsMax: number | null;
  };
  readonly holds: { readonly ttlSecondsDefault: number; readonly ttlSecondsMax: number };
  /** Days ahead of an expiry at which the member is warned, each once. */
  readonly warningDays: readonly number[];
}

/** What a programme begins with. */
export const defaultPointsSettings: PointsSettings = {
  value: { points: 100, majorUnits: 1 },
  redemption: { minimumPoints: 1, stepPoints: 1, earns: false },
  lots: { pending: { type: 'none' }, expiry: { type: 'none' } },
  transfers: { enabled: true, perTransferPointsMax: 100_000, perDayPointsMax: 100_000 },
  holds: { ttlSecondsDefault: 900, ttlSecondsMax: 30 * 24 * 60 * 60 },
  warningDays: [30, 7, 1],
};

/** A document as an operator writes it: what is absent is as a programme begins with. */
export type PointsSettingsDocument = { readonly [Part in keyof PointsSettings]?: Partial<PointsSettings[Part]> };

export function settingsOf(document: PointsSettingsDocument): PointsSettings {
  const base = defaultPointsSettings;
  return {
    value: { ...base.value, ...document.value },
    redemption: { ...base.redemption, ...document.redemption },
    lots: { ...base.lots, ...document.lots },
    transfers: { ...base.transfers, ...document.transfers },
    holds: { ...base.holds, ...document.holds },
    warningDays: (document.warningDays as readonly number[] | undefined) ?? base.warningDays,
  };
}

/** @throws RedemptionRefusedError below the minimum, or no multiple of the step */
export function requireRedeemable({ redemption }: PointsSettings, points: number): void {
  const { minimumPoints, stepPoints } = redemption;
  if (points < minimumPoints) {
    throw new RedemptionRefusedError('below_minimum', `A redemption takes at least ${minimumPoints} points.`);
  }
  if (points % stepPoints !== 0) {
    throw new RedemptionRefusedError('off_step', `A redemption takes a multiple of ${stepPoints} points.`);
  }
}

interface ValuedPoints {
  /** Whole points, ≥ 0. */
  readonly points: number;
  /** An active ISO 4217 code. */
  readonly currency: string;
  readonly tierLevel: string | null;
}

/** The money value of points to a member of this level, in minor units, rounded down; never above 2^53 − 1. Exact in integers. */
export function valueMinorOf({ value }: PointsSettings, { points, currency, tierLevel }: ValuedPoints): number {
  const worth = forLevel(value.byTier, tierLevel) ?? value;
  const perMajor = 10n ** BigInt(minorDigits(currency) ?? 2);
  const minor = (BigInt(points) * BigInt(worth.majorUnits) * perMajor) / BigInt(worth.points);
  return minor > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(minor);
}
