import { loadEnv } from '#platform/config/load-env';
import { runService } from '#platform/service/run-service';
import { PartnersEnv } from './partners.env.js';
import { PartnersModule } from './partners.module.js';

await runService(() => {
  const env = loadEnv(PartnersEnv);
  return { name: 'partners', env, module: PartnersModule.forRoot(env) };
});
