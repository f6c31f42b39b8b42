import { Injectable } from '@nestjs/common';
import { Metrics } from '../ports/metrics.js';

/** Adds up what changed since, so that reading stays a few rows. */
@Injectable()
export class FoldMetrics {
  constructor(private readonly metrics: Metrics) {}

  execute(): Promise<void> {
    return this.metrics.fold();
  }
}
