import { createServer } from 'node:net';

const loopback = '127.0.0.1';

/** Asks the system for a port that nobody listens on. Another process may take it before the caller does: be ready to ask again. */
export async function findFreePort(host: string = loopback): Promise<number> {
  return listenBriefly(0, host);
}

/** @returns why nobody can listen there now (`EADDRINUSE`, `EACCES`, …), undefined when the port is free */
export async function whyPortIsTaken(port: number, host: string = loopback): Promise<string | undefined> {
  try {
    await listenBriefly(port, host);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

function listenBriefly(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave no port.'));
      });
    });
  });
}
