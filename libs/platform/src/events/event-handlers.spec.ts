import 'reflect-metadata';
import { MetadataScanner } from '@nestjs/core';
import type { EventType } from '#contracts/events/catalogue';
import type { Subscription } from '#contracts/events/subscriptions';
import { EventHandlersError, type FoundHandler, matchHandlers } from './event-handlers.js';
import { findHandlers } from './find-handlers.js';
import { HandlesEvents } from './handles-events.decorator.js';

const subscription: Subscription = { sources: ['points'], handledTypes: ['points.purchase-recorded.v1'] };
const handler = (type: EventType, place = 'Here.on'): FoundHandler => ({
  type,
  place,
  handle: () => Promise.resolve(),
});

describe('matchHandlers', () => {
  it('takes exactly one handler a type', () => {
    const handlers = matchHandlers('churn', subscription, [handler('points.purchase-recorded.v1')]);
    expect([...handlers.keys()]).toEqual(['points.purchase-recorded.v1']);
  });

  it.each([
    ['a type without a handler', [], /purchase-recorded.v1 is subscribed by churn and handled nowhere/],
    [
      'two handlers of a type',
      [handler('points.purchase-recorded.v1'), handler('points.purchase-recorded.v1', 'There.on')],
      /handled twice: by Here.on and by There.on/,
    ],
    [
      'a type of a producer it does not hear',
      [handler('points.purchase-recorded.v1'), handler('members.tier-changed.v1')],
      /churn does not hear members/,
    ],
    [
      'a type that is not listed',
      [handler('points.purchase-recorded.v1'), handler('points.points-earned.v1')],
      /points-earned.v1 is handled by Here.on, but not listed/,
    ],
  ])('refuses %s', (_, found, reason) => {
    const match = () => matchHandlers('churn', subscription, found);
    expect(match).toThrow(EventHandlersError);
    expect(match).toThrow(reason);
  });
});

describe('findHandlers', () => {
  class Consumer {
    readonly seen: unknown[] = [];

    @HandlesEvents('points.purchase-recorded.v1', 'points.purchase-claimed.v1')
    async onPurchase(events: readonly unknown[]): Promise<void> {
      this.seen.push(...events);
    }
  }

  it('finds the decorated methods of the providers, bound to them', async () => {
    const consumer = new Consumer();
    const discovery = {
      getProviders: () => [{ instance: consumer }, { instance: undefined }, { instance: 'a value' }],
    };
    const found = findHandlers(discovery as never, new MetadataScanner());
    expect(found.map(({ type, place }) => [type, place])).toEqual([
      ['points.purchase-recorded.v1', 'Consumer.onPurchase'],
      ['points.purchase-claimed.v1', 'Consumer.onPurchase'],
    ]);
    await found[0]?.handle(['event' as never]);
    expect(consumer.seen).toEqual(['event']);
  });
});
