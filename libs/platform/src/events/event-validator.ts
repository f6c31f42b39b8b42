import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { EventEnvelope, EventType } from '#contracts/events/catalogue';
import { eventSchemas } from '#contracts/events/schemas';

/** A producer is about to publish something else than the catalogue promises: a bug, found in tests and development. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/**
 * Holds outgoing events to their published JSON Schema. Schemas compile at first use (~5 ms each); in development the first
 * events of each type are looked at, because looking at all of 6,000 a second would cost a tenth of a core.
 */
export class EventValidator {
  private readonly ajv = formats.default(new Ajv2020({ strict: true }));
  private readonly compiled = new Map<EventType, ValidateFunction>();
  private readonly checks = new Map<EventType, number>();

  constructor(private readonly checksPerTypeMax = Infinity) {}

  /** Whether the next event of this type is one to look at. */
  isDue(type: EventType): boolean {
    const checks = this.checks.get(type) ?? 0;
    if (checks >= this.checksPerTypeMax) return false;
    this.checks.set(type, checks + 1);
    return true;
  }

  /** @throws InvalidEventError naming the places that are wrong, never their values */
  check(event: EventEnvelope): void {
    const { type } = event;
    const validate = this.validatorOf(type);
    if (validate(event)) return;
    const places = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
    throw new InvalidEventError(`${type} does not match its schema: ${places.join('; ')}`);
  }

  private validatorOf(type: EventType): ValidateFunction {
    const known = this.compiled.get(type);
    if (known) return known;
    const validate = this.ajv.compile(eventSchemas[type]);
    this.compiled.set(type, validate);
    return validate;
  }
}
