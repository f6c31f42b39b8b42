import { type JsonSchema, object, oneOf, optional, type Schema, text } from './json-schema.js';
import { eventSchemas, eventTypes, sourceOf } from './schemas.js';
import { subscribersOf, subscriptions } from './subscriptions.js';
import { serviceNames } from '../internal/call.js';

describe('event schemas', () => {
  it.each(eventTypes)('%s has one and names its producer', (type) => {
    expect(eventSchemas[type]).toMatchObject({ title: type, type: 'object' });
    expect(serviceNames).toContain(sourceOf(type));
  });

  it('is held to its type by the compiler', () => {
    type Fact = { kind: 'a' | 'b'; note?: string };
    const kind = oneOf('a', 'b');
    // @ts-expect-error wider than the type: any text
    const wider: Schema<Fact> = object<Fact>({ kind: text, note: optional(text) });
    // @ts-expect-error narrower than the type: b is missing
    const narrower: Schema<Fact> = object<Fact>({ kind: oneOf('a'), note: optional(text) });
    // @ts-expect-error note may be absent
    const required: Schema<Fact> = object<Fact>({ kind, note: text });
    // @ts-expect-error note is not described
    const missing: Schema<Fact> = object<Fact>({ kind });
    const schemas: JsonSchema[] = [wider, narrower, required, missing].map(({ json }) => json);
    expect(schemas).toHaveLength(4);
  });
});

describe('subscriptions', () => {
  it.each(serviceNames)('%s handles only types of its sources', (service) => {
    const { sources, handledTypes } = subscriptions[service];
    expect(handledTypes.filter((type) => !(sources as readonly string[]).includes(sourceOf(type)))).toEqual([]);
  });

  it('finds who hears a producer', () => {
    expect(subscribersOf('points')).toEqual(['members', 'benefits', 'churn', 'partners']);
    expect(subscribersOf('churn')).toEqual(['partners']);
  });
});
