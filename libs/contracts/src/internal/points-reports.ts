import type { Minor, Points } from '#kernel/points';
import { defineCall } from './call.js';

export interface BreakageView {
  /** Of what came in, the part that has expired so far, 0…1; null where nothing came in. */
  readonly soFar: number | null;
  /** Of what came in, the part that will have expired in the end, by the stated method. */
  readonly ultimate: number | null;
  /** Points of the outstanding that are expected to expire. */
  readonly expectedPoints: Points;
}

export interface CohortView {
  readonly issued: Points;
  readonly clawedBack: Points;
  /** Less what was given back. */
  readonly redeemed: Points;
  readonly expired: Points;
  readonly adjusted: Points;
  readonly transferred: Points;
  /** Available, pending or held. */
  readonly outstanding: Points;
  /** By the programme's usual worth of a point; null while its currency is not known. */
  readonly outstandingMinor: Minor | null;
  readonly breakage: BreakageView;
}

/** The answer to GET /v1/points/liability. */
export interface LiabilityView {
  readonly asOf: string;
  /** Months begin and end in it. */
  readonly timeZone: string;
  readonly currency: string | null;
  readonly method: 'additive_chain_ladder';
  readonly cohorts: readonly (CohortView & { readonly month: string })[];
  readonly totals: CohortView & { readonly debt: Points };
  /** Of what came in, the part that expires in the month of this age. */
  readonly development: readonly { readonly ageMonths: number; readonly rate: number }[];
}

/** Refuses invalid_value for an instant to come. */
export const readLiability = defineCall<{ asOf?: string }, LiabilityView>('points', 'reports/liability');
