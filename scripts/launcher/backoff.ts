const firstMs = 200;
const lastMs = 5000;
const healthyAfterMs = 30_000;

/** How long to wait before a dead child is started again: longer each time, from the beginning after half a minute of health. */
export class Backoff {
  private nextMs = firstMs;

  /** @param aliveMs how long the child that has just died had been running */
  next(aliveMs: number): number {
    if (aliveMs >= healthyAfterMs) this.nextMs = firstMs;
    const delayMs = this.nextMs;
    this.nextMs = Math.min(delayMs * 2, lastMs);
    return delayMs;
  }
}
