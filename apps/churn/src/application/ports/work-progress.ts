/** Tells the operator how far a long work has come. */
export abstract class WorkProgress {
  abstract tell(what: string, facts: Readonly<Record<string, string | number>>): void;
}
