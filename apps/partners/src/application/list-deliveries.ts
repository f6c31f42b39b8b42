import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts/internal/call';
import type { Delivery, DeliveryStatus } from '../domain/delivery.js';
import { FindEndpoint } from './find-endpoint.js';
import { Deliveries } from './ports/deliveries.js';

interface DeliveriesPage {
  readonly id: string;
  readonly status?: DeliveryStatus;
  readonly limit: number;
  readonly beforePosition?: number;
}

@Injectable()
export class ListDeliveries {
  constructor(
    private readonly find: FindEndpoint,
    private readonly deliveries: Deliveries,
  ) {}

  /** Newest first. @throws Refusal forbidden, not_found */
  async execute(caller: Caller, { id, ...page }: DeliveriesPage): Promise<Delivery[]> {
    return this.deliveries.list(await this.find.execute(caller, id), page);
  }
}
