import { serviceNames } from '#contracts/internal/call';
import type { ServiceDatabase } from '#platform/database/data-source';

const found = await Promise.all(
  serviceNames.map(async (name) => {
    const module = (await import(`../../apps/${name}/src/database/${name}.database.js`).catch(() => ({}))) as Record<
      string,
      ServiceDatabase
    >;
    return module[`${name}Database`];
  }),
);

/** Every schema of the platform. */
export const serviceDatabases: readonly ServiceDatabase[] = found.filter((each) => each !== undefined);
