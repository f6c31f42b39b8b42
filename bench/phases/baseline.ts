import { copyTables, dropTables } from '../baseline/copied-tables.js';
import { readSampleRows } from '../baseline/sample-rows.js';
import { postOne, type Bed } from '../bed.js';
import { runBaseline } from '../run-worker.js';
import { waitUntilQuiet } from '../quiet.js';

const connections = 16;
const warmUpSeconds = 3;

/** Purchases a second written straight into the same server, one transaction each, while the platform is idle. */
export async function measureBaseline(bed: Bed, seconds: number): Promise<number> {
  const { platform, api, members, signal } = bed;
  const { databaseUrl } = platform.credentials;
  await postOne(api, 'BENCH-SAMPLE', members[0]?.card ?? '');
  await waitUntilQuiet(platform);
  const sample = await readSampleRows(databaseUrl, 'BENCH-SAMPLE');
  const inProgram = members.map(({ memberId }) => ({ memberId, programId: sample.programId }));
  await copyTables(databaseUrl, inProgram);
  try {
    const job = { databaseUrl, connections, warmUpSeconds, seconds, members: inProgram, sample };
    return (await runBaseline(job, signal)).perSecond;
  } finally {
    await dropTables(databaseUrl);
  }
}
