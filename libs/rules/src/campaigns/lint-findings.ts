/** Stable codes; the wording may change. */
export type CampaignFindingCode =
  | 'unreachable'
  | 'overlapping'
  | 'unbounded'
  | 'unknown_field'
  | 'unknown_campaign'
  | 'condition_invalid'
  | 'condition_not_boolean'
  | 'condition_can_throw'
  | 'condition_constant'
  | 'condition_costly'
  | 'effect_needs_purchase'
  | 'window_effect'
  | 'stacking_conflict'
  | 'limit_ignored';

export interface CampaignFinding {
  readonly severity: 'error' | 'warning';
  readonly code: CampaignFindingCode;
  /** JSON pointer into the document. */
  readonly pointer: string;
  readonly detail: string;
}

export function failure(code: CampaignFindingCode, pointer: string, detail: string): CampaignFinding {
  return { severity: 'error', code, pointer, detail };
}

export function warning(code: CampaignFindingCode, pointer: string, detail: string): CampaignFinding {
  return { severity: 'warning', code, pointer, detail };
}
