import type { Campaign, SimpleEffect } from '#rules/campaigns/document';
import type { EarningSubject } from '#rules/campaigns/facts';
import type { LotPolicies } from '#rules/lot-policies';
import type { LotTerms } from './lot-terms.js';
import type { CampaignUsage, UsageChange } from './usage.js';

/** What points are worth: `minor` minor units for each `points`. */
export interface PointValue {
  readonly points: number;
  readonly minor: number;
}

/** An offer that is open for the member, or was completed. */
export interface OfferWindowState {
  readonly windowId: string;
  readonly campaign: string;
  readonly openedAt: Date;
  /** The last instant inside it. */
  readonly closesAt: Date;
  /** What purchases have credited so far. */
  readonly sumMinor: number;
  readonly completedAt: Date | null;
}

/** Everything that decides, so that the same function serves a dry run and a posting. */
export interface EarningInput extends EarningSubject {
  /** What was used so far of the keys that `usageKeysOf` names; absent is nothing. */
  readonly usage: CampaignUsage;
  /** Of the member, in any order. */
  readonly windows: readonly OfferWindowState[];
  /** The programme's. */
  readonly defaults: LotPolicies;
  readonly pointValue: PointValue;
}

export interface AppliedEarning extends LotTerms {
  readonly campaign: Campaign;
  /** Whole points, > 0. */
  readonly points: number;
  /** Of each line, same order as the input's; they sum to `points` unless there are no lines. */
  readonly pointsByLine: readonly number[];
  /** For the words: what gave the points. */
  readonly effect: SimpleEffect;
  /** The tier's or segment's factor in thousandths; 1,000 without one. */
  readonly factorThousandths: number;
  /** Less than the effect says, because of a cap or a budget. */
  readonly cutBy: 'cap' | 'budget' | null;
  readonly windowId: string | null;
}

/** Why a campaign gave nothing. Codes are public and stable. */
export type RefusalReason =
  | 'other_trigger'
  | 'not_valid_then'
  | 'other_version'
  | 'store_not_included'
  | 'channel_not_included'
  | 'currency_not_included'
  | 'tier_not_included'
  | 'segment_not_included'
  | 'no_item_included'
  | 'outside_times'
  | 'condition_not_met'
  | 'condition_error'
  | 'no_open_window'
  | 'window_not_reached'
  | 'nothing_to_multiply'
  | 'cooling_down'
  | 'cap_reached'
  | 'budget_spent'
  | 'stacked_out'
  | 'below_one_point';

export interface CampaignRefusal {
  readonly campaign: Campaign;
  readonly reason: RefusalReason;
  /** What the reason is about: a condition's name, the period of a cap, the campaign that was better. */
  readonly about: string | null;
}

export interface WindowChange {
  readonly windowId: string;
  readonly campaign: string;
  /** Added by this purchase. */
  readonly creditedMinor: number;
  readonly sumMinor: number;
  readonly completedAt: Date | null;
}

export interface Earnings {
  readonly points: number;
  /** Points of each line, same order as the input's. */
  readonly pointsByLine: readonly number[];
  /** By code, then window. */
  readonly applied: readonly AppliedEarning[];
  /** By code; empty unless explained. */
  readonly notApplied: readonly CampaignRefusal[];
  /** What this consumed. */
  readonly usage: readonly UsageChange[];
  readonly windows: readonly WindowChange[];
}
