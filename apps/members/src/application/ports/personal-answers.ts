/** Answers that are kept to be given again, for instance under an Idempotency-Key: personal, so never kept in plain text. */
export abstract class PersonalAnswers {
  abstract seal(programId: string, answer: unknown): string;
  abstract open<Answer>(programId: string, sealed: string): Answer;
}
