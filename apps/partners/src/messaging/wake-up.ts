import { Injectable } from '@nestjs/common';
import { DueDeliveries } from '../application/ports/due-deliveries.js';

type EndpointRefs = Parameters<DueDeliveries['announce']>[0];

/** Between the store that knows that something is due and the job that sends it. */
@Injectable()
export class WakeUp extends DueDeliveries {
  private listener?: (endpoints: EndpointRefs) => void;

  listen(listener: (endpoints: EndpointRefs) => void): void {
    this.listener = listener;
  }

  override announce(endpoints: EndpointRefs): void {
    this.listener?.(endpoints);
  }
}
