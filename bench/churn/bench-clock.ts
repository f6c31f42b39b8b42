import { Clock } from '#kernel/clock';
import { benchNow } from './simulated-members.js';

/** Stands at the end of the simulated years. */
export class BenchClock extends Clock {
  override now(): Date {
    return benchNow;
  }
}
