import type { UsageRefill } from '../../domain/campaigns/consumed-usage.js';
import type { UsageChange, UsageCounter } from '../../domain/campaigns/usage.js';

export interface MemberUsageKey {
  readonly memberId: string;
  readonly campaign: string;
  readonly period: string;
}

export type MemberUsage = MemberUsageKey & UsageCounter;
export type BudgetUsage = { readonly campaign: string } & UsageCounter;

/**
 * What was used of campaigns. A member's counters are protected by the lock of the wallet; those of the programme by their own,
 * taken after all wallets. Everything joins the ambient transaction.
 */
export abstract class CampaignUsageStore {
  /** Those that are there. */
  abstract findOfMembers(programId: string, keys: readonly MemberUsageKey[]): Promise<MemberUsage[]>;

  /** Those that are there; nothing is locked. */
  abstract findBudgets(programId: string, campaigns: readonly string[]): Promise<BudgetUsage[]>;

  /** Locks budgets until the commit, in the order of their codes, opening those that are not there. */
  abstract lockBudgets(programId: string, campaigns: readonly string[]): Promise<BudgetUsage[]>;

  /** Adds to counters, each named any number of times. */
  abstract add(programId: string, changes: readonly (UsageChange & { readonly memberId: string })[]): Promise<void>;

  /** Gives back to counters; the budgets among them must be locked. */
  abstract refill(programId: string, refills: readonly (UsageRefill & { readonly memberId: string })[]): Promise<void>;
}
