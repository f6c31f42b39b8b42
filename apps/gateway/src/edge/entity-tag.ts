import { EdgeAnswer } from './endpoint.decorator.js';

/** A version of a document, its content hash also as ETag. */
export function tagged(version: { readonly contentHash: string }): EdgeAnswer {
  return new EdgeAnswer(200, version, { etag: `"${version.contentHash}"` });
}

/** If-Match as clients send it: `"hash"`, `W/"hash"` or a bare hash. */
export function entityTag(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text === undefined ? undefined : /^(?:W\/)?"?([^"]*)"?$/.exec(text.trim())?.[1];
}
