import { Clock } from '#kernel/clock';

/** A clock that stands still until it is told. */
export class FixedClock extends Clock {
  constructor(private instant: Date = new Date('2026-11-21T02:15:00Z')) {
    super();
  }

  override now(): Date {
    return this.instant;
  }

  set(instant: Date | string): void {
    this.instant = new Date(instant);
  }

  advance(ms: number): void {
    this.instant = new Date(this.instant.getTime() + ms);
  }
}
