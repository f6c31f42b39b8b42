/** Runs work again and again, never twice at once, with a rest between; a failure is told and the next round comes all the same. */
export class Periodic {
  private stopping = false;
  private endRest?: () => void;
  private running?: Promise<void>;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly restMs: number,
    private readonly onError: (error: Error) => void,
  ) {}

  start(): void {
    this.running = this.run();
  }

  /** Ends after the round under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endRest?.();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      await this.work().catch(this.onError);
      await this.rest();
    }
  }

  private async rest(): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.restMs);
      this.endRest = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
