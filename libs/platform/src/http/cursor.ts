import { Injectable } from '@nestjs/common';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidField } from '#contracts/errors/refusals';
import type { Page } from '#contracts/internal/paging';
import { ServiceEnv } from '../config/service-env.js';
import { hmacKey } from './hmac-key.js';

/** Where a page ended: the sort key of its last item. */
export type CursorPosition = readonly (string | number)[];

const macBytes = 16;

/**
 * Opaque cursors that only the platform can make: the place in a list, signed for exactly this list, so that neither a forged
 * cursor nor one of another member's list is ever followed.
 */
@Injectable()
export class Cursors {
  constructor(private readonly env: ServiceEnv) {}

  /**
   * @param list names the list and whose it is, for instance `points.entries/<programId>/<memberId>/points`
   */
  encode(list: string, position: CursorPosition): string {
    const payload = Buffer.from(JSON.stringify(position)).toString('base64url');
    return `${payload}.${this.mac(list, payload).toString('base64url')}`;
  }

  /**
   * @returns the position, or undefined for the first page
   * @throws Refusal invalid_value at `after` when the cursor is not one of this list
   */
  decode<Position extends CursorPosition>(list: string, cursor: string | undefined): Position | undefined {
    if (cursor === undefined) return undefined;
    const [payload = '', given = ''] = cursor.split('.');
    const expected = this.mac(list, payload);
    const actual = Buffer.from(given, 'base64url');
    if (actual.length !== macBytes || !timingSafeEqual(actual, expected)) {
      throw invalidField('invalid_value', 'after', 'The cursor is not one of this list.');
    }
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Position;
  }

  /**
   * The page of a list that was read one item further than asked.
   *
   * @param rows at most first + 1 items in order, each with its position
   */
  page<Node>(
    list: string,
    first: number,
    rows: readonly { readonly position: CursorPosition; readonly node: Node }[],
  ): Page<Node> {
    return {
      items: rows.slice(0, first).map(({ position, node }) => ({ cursor: this.encode(list, position), node })),
      hasNextPage: rows.length > first,
    };
  }

  private mac(list: string, payload: string): Buffer {
    return createHmac('sha256', hmacKey(this.env.KEEPSAKE_INTERNAL_KEY))
      .update(`cursor\n${list}\n${payload}`)
      .digest()
      .subarray(0, macBytes);
  }
}
