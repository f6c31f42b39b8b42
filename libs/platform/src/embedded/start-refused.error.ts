/** The platform cannot start here for a reason the person at the terminal can remove: shown as it is, without a stack. */
export class StartRefusedError extends Error {
  /** @param advice what to do about it, one sentence a line */
  constructor(
    message: string,
    readonly advice: readonly string[] = [],
  ) {
    super(message);
  }

  describe(): string {
    return [this.message, ...this.advice.map((line) => `  ${line}`)].join('\n');
  }
}
