import type { Localized } from '../localized.js';
import type { ExpiryPolicy, PendingPolicy } from '../lot-policies.js';

/** What makes a campaign be asked at all. */
export const campaignTriggers = [
  'purchase',
  'return',
  'event',
  'enrolment',
  'birthday',
  'tier_change',
  'schedule',
] as const;
export type CampaignTrigger = (typeof campaignTriggers)[number];

/** What an earning campaign says. Immutable once published: a change is a new version. Absent is not restricted. */
export interface CampaignDocument {
  readonly code: string;
  readonly version: number;
  readonly title: Required<Localized>;
  readonly trigger: CampaignTrigger;
  /** Of trigger `event`: which one. */
  readonly activity?: string;
  /** Of trigger `schedule`: when. */
  readonly schedule?: CampaignSchedule;
  readonly effect: CampaignEffect;
  /** RFC 3339, against occurredAt: from the first instant, until before the second; null is unbounded. */
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
  readonly stores?: readonly string[];
  readonly channels?: readonly string[];
  readonly currencies?: readonly string[];
  /** Tiers (`gold`) or single levels (`gold-2`). */
  readonly tiers?: readonly string[];
  /** Any of them is enough. */
  readonly segments?: readonly string[];
  /** Which lines count: those that any of `include` names and none of `exclude`. */
  readonly items?: { readonly include?: readonly ItemFilter[]; readonly exclude?: readonly ItemFilter[] };
  /** Happy hours and member days in the programme's zone: inside any of them. */
  readonly times?: readonly LocalTimes[];
  /** All must hold; each is judged on its own, so that a refusal names the one that did not. */
  readonly conditions?: readonly NamedCondition[];
  /** On top of the effect: the tier's factor, and the largest of the member's segments'. */
  readonly multipliers?: {
    readonly tiers?: Readonly<Record<string, number>>;
    readonly segments?: Readonly<Record<string, number>>;
  };
  readonly stacking?: Stacking;
  readonly caps?: readonly Cap[];
  readonly budget?: Budget;
  /** No second use by the same member within this time of another one. */
  readonly cooldown?: { readonly hours: number };
  /** Before the programme's own defaults. */
  readonly pending?: PendingPolicy;
  readonly expiry?: ExpiryPolicy;
  readonly byTier?: Readonly<Record<string, { readonly pending?: PendingPolicy; readonly expiry?: ExpiryPolicy }>>;
  readonly window?: OfferWindow;
}

/** A document as it was published, with the fingerprint that every entry it causes records. */
export interface Campaign {
  readonly document: CampaignDocument;
  /** SHA-256 of the document, hexadecimal. */
  readonly contentHash: string;
}

export type SimpleEffect =
  | { readonly type: 'fixed'; readonly points: number }
  /** In the receipt's own currency; `fullUnitsOnly` counts each full `perMajorUnits`, otherwise fractions count until the floor. */
  | {
      readonly type: 'per_amount';
      readonly points: number;
      readonly perMajorUnits: number;
      readonly fullUnitsOnly?: boolean;
    }
  /** For each unit of the lines that count. */
  | { readonly type: 'per_item'; readonly points: number }
  /** Adds (times − 1) × what campaign `of` (default `base`) gives for the lines that count, before its caps. */
  | { readonly type: 'multiplier'; readonly times: number; readonly of?: string };

export type CampaignEffect =
  | SimpleEffect
  | {
      readonly type: 'by_tier';
      readonly tiers: Readonly<Record<string, SimpleEffect>>;
      /** For everybody else; absent gives them nothing. */
      readonly otherwise?: SimpleEffect;
    };

/** A line matches when it matches every field that is there. */
export interface ItemFilter {
  readonly skus?: readonly string[];
  readonly skuPrefixes?: readonly string[];
  readonly categories?: readonly string[];
  readonly kinds?: readonly string[];
}

/** A local time matches when it matches every field that is there. */
export interface LocalTimes {
  /** 1 Monday to 7 Sunday. */
  readonly weekdays?: readonly number[];
  /** 1 to 31; −1 is the last day of the month. */
  readonly daysOfMonth?: readonly number[];
  /** `MM-DD`, every year. */
  readonly monthDays?: readonly string[];
  /** `YYYY-MM-DD`. */
  readonly dates?: readonly string[];
  /** `HH:MM`, from the first minute until before the second; over midnight when it is not later, then counted to the day it began. */
  readonly from?: string;
  readonly to?: string;
}

export interface NamedCondition {
  readonly name: string;
  /** A CEL expression over member, purchase, time and event; must be a bool. */
  readonly when: string;
}

/** Which of the campaigns of one group apply together. */
export interface Stacking {
  readonly group: string;
  /** `best` the one with the most points, `first` the one with the highest priority that gives any, `all` every one. */
  readonly mode: 'best' | 'first' | 'all';
  /** Higher comes first; default 0; ties by code. */
  readonly priority?: number;
}

export type OnExceed = 'cut' | 'refuse';

/** How much one member may get, at most; days, weeks (from Monday) and months are the programme's. */
export interface Cap {
  readonly per: 'purchase' | 'day' | 'week' | 'month' | 'total';
  readonly points?: number;
  readonly uses?: number;
  /** Points beyond the cap are cut (default), or the campaign is refused. */
  readonly onExceed?: OnExceed;
}

/** How much the campaign may give to all members together. */
export interface Budget {
  readonly points?: number;
  /** The value of the points; only receipts in this currency are served. */
  readonly money?: { readonly amountMinor: number; readonly currency: string };
  readonly uses?: number;
  readonly onExceed?: OnExceed;
}

/** When a `schedule` campaign is asked for every member: on the days that `on` names, at `at` local time. */
export interface CampaignSchedule {
  /** `HH:MM`. */
  readonly at: string;
  readonly on: Omit<LocalTimes, 'from' | 'to'>;
}

/**
 * An offer: every opening event opens its own window [t, t + durationHours], both ends included; every purchase credits every
 * open window; one completion a window gives the effect.
 */
export interface OfferWindow {
  /** An activity of the member whose `field` equals the code (or `equals`). */
  readonly openedBy: { readonly activity: string; readonly field: string; readonly equals?: string };
  readonly durationHours: number;
  /** `single_above` one purchase above the threshold, `sum_at_least` all together, `none` never completes. */
  readonly kind: 'single_above' | 'sum_at_least' | 'none';
  /** Minor units of `currency`; only receipts in this currency count. */
  readonly thresholdMinor?: number;
  readonly currency?: string;
}
