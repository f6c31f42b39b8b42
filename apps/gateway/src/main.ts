import { InvalidEnvironmentError, loadEnv } from '#platform/config/load-env';
import { stopOnSignal } from '#platform/service/stop-on-signal';
import { createLogger } from '#platform/telemetry/logger';
import { startProcessMetrics } from '#platform/telemetry/metrics';
import { createGatewayApp } from './gateway-app.js';
import { GatewayEnv } from './gateway.env.js';

let logger = createLogger('gateway', 'info');
try {
  const env = loadEnv(GatewayEnv);
  logger = createLogger('gateway', env.LOG_LEVEL);
  startProcessMetrics('gateway');
  const app = await createGatewayApp(env, logger);
  await app.listen(env.PORT, env.HOST);
  stopOnSignal(() => app.close(), logger);
  logger.info({ port: env.PORT }, 'ready');
} catch (error) {
  if (error instanceof InvalidEnvironmentError) process.stderr.write(`${error.message}\n`);
  else logger.fatal({ err: error }, 'the start failed');
  process.exit(1);
}
