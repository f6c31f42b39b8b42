import { createHmac } from 'node:crypto';

export const secretPrefix = 'whsec_';

interface SignedMessage {
  readonly id: string;
  readonly timestampSeconds: number;
  readonly body: string;
}

/**
 * The `webhook-signature` header of Standard Webhooks: one `v1,<base64 HMAC-SHA256>` over `id.timestamp.body` for each secret
 * that signs, so that a receiver may change to a new secret whenever it wants to during a rotation.
 */
export function signatureHeader(secrets: readonly string[], { id, timestampSeconds, body }: SignedMessage): string {
  const content = `${id}.${timestampSeconds}.${body}`;
  return secrets.map((secret) => `v1,${sign(secret, content)}`).join(' ');
}

function sign(secret: string, content: string): string {
  const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
  return createHmac('sha256', key).update(content).digest('base64');
}
