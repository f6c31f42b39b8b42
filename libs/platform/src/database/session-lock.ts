import type { Database } from './database.js';

/**
 * An advisory lock on a connection of its own, for as long as it is held: PostgreSQL gives it up with the connection, so that a process
 * that was killed is known to be gone at once, and one that is only slow never is.
 * @returns gives it up
 */
export async function holdSessionLock(database: Database, key: string): Promise<() => void> {
  const client = await database.pool().connect();
  // A connection that breaks while nothing waits for it would else end the process.
  client.on('error', () => undefined);
  // Closed, not given back to the pool: the lock goes with it.
  const release = (): void => {
    client.release(true);
  };
  try {
    await client.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [key]);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}
