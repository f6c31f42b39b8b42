import { loadEnv } from '#platform/config/load-env';
import { runService } from '#platform/service/run-service';
import { PointsEnv } from './points.env.js';
import { PointsModule } from './points.module.js';

await runService(() => {
  const env = loadEnv(PointsEnv);
  return { name: 'points', env, module: PointsModule.forRoot(env) };
});
