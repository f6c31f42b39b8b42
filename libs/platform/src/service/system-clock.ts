import { randomFillSync } from 'node:crypto';
import { Clock } from '#kernel/clock';
import { Ids, uuidV7 } from '#kernel/ids';

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

const poolBytes = 4_096;
const idBytes = 16;

/** UUIDv7 from the clock and the system's randomness, drawn in blocks: one system call for 256 ids. */
export class RandomIds extends Ids {
  private readonly pool = new Uint8Array(poolBytes);
  private used = poolBytes;

  constructor(private readonly clock: Clock) {
    super();
  }

  override next(): string {
    if (this.used === poolBytes) {
      randomFillSync(this.pool);
      this.used = 0;
    }
    const random = this.pool.subarray(this.used, this.used + idBytes);
    this.used += idBytes;
    return uuidV7(this.clock.now().getTime(), random);
  }
}
