import type { Credentials } from '../launcher/credentials.js';
import { enrollMember } from '../public-api/enroll-member.js';
import { PublicApi } from '../public-api/public-api.js';

/** @returns ids of new members */
export async function enrollMembers({ baseUrl, keys }: Credentials, count: number): Promise<string[]> {
  const api = new PublicApi({ baseUrl, key: keys.pos, connections: 1 });
  try {
    const ids: string[] = [];
    for (let number = 0; number < count; number += 1) {
      const enrolled = await enrollMember(api, { externalId: `FAULT-${String(number)}`, channel: 'pos' });
      if (!('memberId' in enrolled)) throw new Error(`A member was not enrolled: ${JSON.stringify(enrolled.refusal)}`);
      ids.push(enrolled.memberId);
    }
    return ids;
  } finally {
    await api.close();
  }
}
