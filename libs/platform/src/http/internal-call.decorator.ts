import { applyDecorators, HttpCode, Post } from '@nestjs/common';
import type { InternalCallDefinition } from '#contracts/internal/call';

/** The method that answers an internal call: its body is the request, what it returns is the response. */
export function InternalCall(call: InternalCallDefinition<unknown, unknown>): MethodDecorator {
  return applyDecorators(Post(`internal/${call.path}`), HttpCode(200));
}
