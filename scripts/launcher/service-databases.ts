import type { ServiceDatabase } from '#platform/database/data-source';
import { benefitsDatabase } from '../../apps/benefits/src/database/benefits.database.js';
import { churnDatabase } from '../../apps/churn/src/database/churn.database.js';
import { membersDatabase } from '../../apps/members/src/database/members.database.js';
import { partnersDatabase } from '../../apps/partners/src/database/partners.database.js';
import { pointsDatabase } from '../../apps/points/src/database/points.database.js';

/** Every schema of the platform. */
export const serviceDatabases: readonly ServiceDatabase[] = [
  membersDatabase,
  pointsDatabase,
  benefitsDatabase,
  churnDatabase,
  partnersDatabase,
];
