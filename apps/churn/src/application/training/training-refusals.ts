import { DomainError } from '#kernel/errors';

/** Refused: a training of the programme is running. Retrying when it is over may succeed. */
export class TrainingInProgressError extends DomainError {
  readonly code = 'in_progress';
  override readonly retryAfterSeconds = 10;

  constructor() {
    super('A training of this programme is running.');
  }
}

/** Refused: there is no such model, or none that was in use before. */
export class ModelNotFoundError extends DomainError {
  readonly code = 'not_found';

  constructor() {
    super('No such model.');
  }
}

/** Refused: what is asked for cannot be trained. */
export class InvalidTrainingError extends DomainError {
  readonly code = 'invalid_value';

  constructor(pointer: string, detail: string) {
    super(detail);
    this.errors = [{ pointer, code: 'invalid_value', detail }];
  }

  override readonly errors: { pointer: string; code: string; detail: string }[];
}
