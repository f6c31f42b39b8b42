/** Hears of what campaigns would have served, and why it was not. */
export abstract class SkippedEarnings {
  /** @param reason `member_suspended`, `member_closed`, `member_merged` or `member_erased` */
  abstract tell(reason: string): void;
}
