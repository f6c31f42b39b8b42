import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { EndpointRef } from '../domain/webhook-endpoint.js';
import { Deliveries } from './ports/deliveries.js';

@Injectable()
export class FindDueEndpoints {
  constructor(
    private readonly deliveries: Deliveries,
    private readonly clock: Clock,
  ) {}

  execute(): Promise<EndpointRef[]> {
    return this.deliveries.due(this.clock.now());
  }
}
