import { isIPv6, type LookupFunction } from 'node:net';
import { Pool } from 'undici';

const poolsMax = 500;
const keepAliveMs = 10_000;
const connectTimeoutMs = 5_000;
/** Of one receiver and process; the sender's own limit per endpoint is what usually holds. */
const connectionsMax = 32;

/**
 * Kept-alive connections by receiver and address. A connection belongs to the address that was checked for it, and the host's
 * name still goes into TLS (SNI, certificate) and the Host header; when the name leads elsewhere, so does another pool.
 */
export class PinnedPools {
  /** In the order of their last use. */
  private readonly pools = new Map<string, Pool>();

  to(origin: string, address: string): Pool {
    const key = `${origin} ${address}`;
    const pool = this.pools.get(key) ?? this.open(origin, address);
    this.pools.delete(key);
    this.pools.set(key, pool);
    return pool;
  }

  async close(): Promise<void> {
    const pools = [...this.pools.values()];
    this.pools.clear();
    await Promise.all(pools.map((pool) => pool.destroy()));
  }

  private open(origin: string, address: string): Pool {
    const [oldest] = this.pools;
    if (oldest && this.pools.size >= poolsMax) {
      this.pools.delete(oldest[0]);
      void oldest[1].close();
    }
    const connect = { lookup: alwaysTo(address), timeout: connectTimeoutMs };
    return new Pool(origin, { connections: connectionsMax, keepAliveTimeout: keepAliveMs, pipelining: 1, connect });
  }
}

/** Answers every look-up with the checked address, so that nothing between the check and the connection can change it. */
function alwaysTo(address: string): LookupFunction {
  const family = isIPv6(address) ? 6 : 4;
  return (_host, options, callback) => {
    if (options.all) callback(null, [{ address, family }]);
    else callback(null, address, family);
  };
}
