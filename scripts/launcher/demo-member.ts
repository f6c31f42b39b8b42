import { PublicApi, problemOf, ApiRefusedError, type ApiAnswer } from '../public-api/public-api.js';
import type { KeyScope } from './credentials.js';

interface DemoMember {
  readonly memberId: string;
  readonly memberToken: string;
}

/** Long enough for a day of trying things out; every start issues a new one. */
const tokenSeconds = 24 * 60 * 60;

export const demoCard = '6220001';

/** Enrolls the member of the token, or finds it, and opens a session for it: through the public API, as a retailer's backend would. */
export async function enrollDemoMember(baseUrl: string, keys: Readonly<Record<KeyScope, string>>): Promise<DemoMember> {
  const app = new PublicApi({ baseUrl, key: keys.app, connections: 1 });
  try {
    const member = { externalId: 'demo-member', card: demoCard, name: 'Lin Xiao', channel: 'app', ifExists: 'return' };
    const enrolled = expect2xx('The demo member', await app.post('/v1/members', member)) as { id: string };
    const request = { member: enrolled.id, ttlSeconds: tokenSeconds };
    const session = expect2xx('A member token', await app.post('/v1/member-tokens', request)) as {
      accessToken: string;
    };
    return { memberId: enrolled.id, memberToken: session.accessToken };
  } finally {
    await app.close();
  }
}

function expect2xx(what: string, answer: ApiAnswer): unknown {
  if (answer.status < 300) return answer.body;
  throw new ApiRefusedError(`${what} was refused`, answer.status, problemOf(answer));
}
