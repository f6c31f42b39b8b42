/**
 * Told after each step that moves an event on, so that a test can stop the world between any two: nothing may get lost or be
 * applied twice there. Nothing in production.
 */
export type AfterStep = (step: EventStep) => Promise<void> | void;

export const relaySteps = ['relay.taken', 'relay.queued-one', 'relay.queued', 'relay.committed'] as const;
export const deliverySteps = [
  'delivery.received',
  'delivery.locked',
  'delivery.handled',
  'delivery.advanced',
  'delivery.committed',
] as const;

export type EventStep = (typeof relaySteps)[number] | (typeof deliverySteps)[number];
