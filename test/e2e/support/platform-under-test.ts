import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Credentials } from '../../../scripts/launcher/credentials.js';

/** The platform that the whole run of end-to-end tests shares. */
export async function readTestCredentials(): Promise<Credentials> {
  const path = process.env['KEEPSAKE_TEST_CREDENTIALS'];
  if (!path) throw new Error('End-to-end tests run by npm test, which starts their platform.');
  return JSON.parse(await readFile(path, 'utf8')) as Credentials;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Untyped: the assertions are its check. */
  readonly body: ReturnType<typeof JSON.parse>;
}

/** One caller of the public interface, REST and GraphQL. */
export class Caller {
  constructor(
    private readonly baseUrl: string,
    private readonly bearer: string,
  ) {}

  get(path: string): Promise<Answer> {
    return this.send('GET', path);
  }

  post(path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('POST', path, body, headers);
  }

  put(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('PUT', path, body, headers);
  }

  delete(path: string): Promise<Answer> {
    return this.send('DELETE', path);
  }

  /** For routes that need an Idempotency-Key. */
  postOnce(path: string, body: unknown, key: string = randomUUID()): Promise<Answer> {
    return this.post(path, body, { 'idempotency-key': key });
  }

  query(query: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return this.post('/graphql', { query, variables });
  }

  private async send(method: string, path: string, body?: unknown, headers = {}): Promise<Answer> {
    const response = await fetch(this.baseUrl + path, {
      method,
      headers: {
        authorization: `Bearer ${this.bearer}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }
}
