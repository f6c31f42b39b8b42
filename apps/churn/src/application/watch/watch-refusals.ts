import { DomainError } from '#kernel/errors';

/** Refused: no such alert in this programme. */
export class AlertNotFoundError extends DomainError {
  readonly code = 'not_found';

  constructor() {
    super('No such alert.');
  }
}
