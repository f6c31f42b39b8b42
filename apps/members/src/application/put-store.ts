import { Injectable } from '@nestjs/common';
import { Clock } from '#kernel/clock';
import type { FieldError } from '#kernel/errors';
import { isTimeZone } from '../domain/instants.js';
import { InvalidInputError } from '../domain/refusals.js';
import { type Store, Stores } from './ports/stores.js';

const tagsMax = 50;
const tagLengthMax = 64;

/** Says what is known of a store. Purchases of an unknown store are taken anyway. */
@Injectable()
export class PutStore {
  constructor(
    private readonly stores: Stores,
    private readonly clock: Clock,
  ) {}

  /** @throws InvalidInputError */
  execute(programId: string, store: Partial<Store> & { readonly storeId: string }): Promise<Store> {
    check(store);
    return this.stores.put(programId, store, this.clock.now());
  }
}

function check({ timeZone, geo, tags }: Partial<Store>): void {
  const errors: FieldError[] = [];
  const refuse = (pointer: string, detail: string): void =>
    void errors.push({ pointer, code: 'invalid_value', detail });
  if (timeZone && !isTimeZone(timeZone)) refuse('/timeZone', 'Not an IANA time zone.');
  if (geo && !(Math.abs(geo.lat) <= 90 && Math.abs(geo.lng) <= 180)) refuse('/geo', 'Not a place on earth.');
  if (tags && (tags.length > tagsMax || tags.some((tag) => tag.length === 0 || tag.length > tagLengthMax))) {
    refuse('/tags', `At most ${tagsMax} tags of 1 to ${tagLengthMax} characters.`);
  }
  if (errors.length > 0) throw new InvalidInputError(errors);
}
