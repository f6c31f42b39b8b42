/** Bounds what is under way in this process; who waits first is served first. */
export class SendSlots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** @returns as many as are free, at least one and at most `wanted` */
  async take(wanted: number): Promise<number> {
    while (this.free === 0) await new Promise<void>((resolve) => this.waiting.push(resolve));
    const taken = Math.min(this.free, wanted);
    this.free -= taken;
    return taken;
  }

  give(count: number): void {
    this.free += count;
    for (let served = 0; served < count; served += 1) this.waiting.shift()?.();
  }
}
