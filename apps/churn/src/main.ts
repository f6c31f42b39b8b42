import { loadEnv } from '#platform/config/load-env';
import { runService } from '#platform/service/run-service';
import { ChurnEnv } from './churn.env.js';
import { ChurnModule } from './churn.module.js';

await runService(() => {
  const env = loadEnv(ChurnEnv);
  return { name: 'churn', env, module: ChurnModule.forRoot(env) };
});
