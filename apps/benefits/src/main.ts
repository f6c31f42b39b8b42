import { loadEnv } from '#platform/config/load-env';
import { runService } from '#platform/service/run-service';
import { BenefitsEnv } from './benefits.env.js';
import { BenefitsModule } from './benefits.module.js';

await runService(() => {
  const env = loadEnv(BenefitsEnv);
  return { name: 'benefits', env, module: BenefitsModule.forRoot(env) };
});
