import { DomainError, type FieldError } from '#kernel/errors';

/** Refused: a campaign that its schema or the linter does not allow. */
export class RuleInvalidError extends DomainError {
  readonly code = 'rule_invalid';

  constructor(override readonly errors: readonly FieldError[]) {
    super('The campaign is not valid.');
  }
}

/** Refused: the draft is not the one that the caller looked at, or another version was published since it was written. */
export class DraftChangedError extends DomainError {
  readonly code = 'draft_changed';

  constructor() {
    super('The draft has changed since it was read.');
  }
}

/** Refused: this programme has no such campaign, draft or version. */
export class CampaignNotFoundError extends DomainError {
  readonly code = 'not_found';

  constructor(what: 'campaign' | 'draft' | 'version') {
    super(`No such ${what}.`);
  }
}
