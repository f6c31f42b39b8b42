import { loadEnv } from '#platform/config/load-env';
import { runService } from '#platform/service/run-service';
import { MembersEnv } from './members.env.js';
import { MembersModule } from './members.module.js';

await runService(() => {
  const env = loadEnv(MembersEnv);
  return { name: 'members', env, module: MembersModule.forRoot(env) };
});
