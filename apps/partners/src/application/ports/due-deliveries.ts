import type { EndpointRef } from '../../domain/webhook-endpoint.js';

/** Wakes the sender at once instead of at its next look round. What is announced and lost is found by that look. */
export abstract class DueDeliveries {
  abstract announce(endpoints: readonly EndpointRef[]): void;
}
