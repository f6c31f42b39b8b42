import { type DynamicModule, Module, type Provider } from '@nestjs/common';
import { Cursors } from '#platform/http/cursor';
import { PlatformModule } from '#platform/service/platform.module';
import { ActivitiesController } from './api/activities.controller.js';
import { MembersController } from './api/members.controller.js';
import { ProgramsController } from './api/programs.controller.js';
import { SessionsController } from './api/sessions.controller.js';
import { CountPurchases } from './application/count-purchases.js';
import { CreateProgram } from './application/create-program.js';
import { EnrollMember } from './application/enroll-member.js';
import { FindMembers } from './application/find-members.js';
import { IssueTillCodes } from './application/issue-till-codes.js';
import { ListMembers } from './application/list-members.js';
import { MemberReader } from './application/member-reader.js';
import { OpenSession } from './application/open-session.js';
import { Activities } from './application/ports/activities.js';
import { Consents } from './application/ports/consents.js';
import { Growth } from './application/ports/growth.js';
import { Members } from './application/ports/members.js';
import { PersonalAnswers } from './application/ports/personal-answers.js';
import { Programs } from './application/ports/programs.js';
import { Randomness } from './application/ports/randomness.js';
import { Sessions } from './application/ports/sessions.js';
import { Stores } from './application/ports/stores.js';
import { CodeUses, TillCodeKey } from './application/ports/till-codes.js';
import { PutStore } from './application/put-store.js';
import { ReadMembers } from './application/read-members.js';
import { ReadProgram } from './application/read-program.js';
import { ReadStores } from './application/read-stores.js';
import { RecordActivities } from './application/record-activities.js';
import { RecordConsents } from './application/record-consents.js';
import { ResolveMembers } from './application/resolve-members.js';
import { ReverseGrowth } from './application/reverse-growth.js';
import { RotateSession } from './application/rotate-session.js';
import { SettleTiers } from './application/settle-tiers.js';
import { UpdateMember } from './application/update-member.js';
import { ActivitiesStore } from './database/activities.store.js';
import { CodeUsesStore } from './database/code-uses.store.js';
import { ConsentsStore } from './database/consents.store.js';
import { GrowthStore } from './database/growth.store.js';
import { membersDatabase } from './database/members.database.js';
import { MembersStore } from './database/members.store.js';
import { BlindIndex, PersonalData } from './database/personal-data.js';
import { ProgramsStore } from './database/programs.store.js';
import { SessionsStore } from './database/sessions.store.js';
import { StoresStore } from './database/stores.store.js';
import { SystemRandomness } from './database/system-randomness.js';
import type { MembersEnv } from './members.env.js';
import { PurchasesConsumer } from './messaging/purchases.consumer.js';

@Module({})
export class MembersModule {
  static forRoot(env: MembersEnv): DynamicModule {
    return {
      module: MembersModule,
      imports: [PlatformModule.forService({ database: membersDatabase, env })],
      controllers: [ActivitiesController, MembersController, ProgramsController, SessionsController],
      providers: [...useCases, ...stores, ...secrets(env), Cursors, PurchasesConsumer],
    };
  }
}

/** Use cases, and what they share. */
const useCases: Provider[] = [
  CountPurchases,
  CreateProgram,
  EnrollMember,
  FindMembers,
  IssueTillCodes,
  ListMembers,
  MemberReader,
  OpenSession,
  PutStore,
  ReadMembers,
  ReadProgram,
  ReadStores,
  RecordActivities,
  RecordConsents,
  ResolveMembers,
  ReverseGrowth,
  RotateSession,
  SettleTiers,
  UpdateMember,
];

const stores: Provider[] = [
  { provide: Activities, useClass: ActivitiesStore },
  { provide: CodeUses, useClass: CodeUsesStore },
  { provide: Consents, useClass: ConsentsStore },
  { provide: Growth, useClass: GrowthStore },
  { provide: Members, useClass: MembersStore },
  { provide: Programs, useClass: ProgramsStore },
  { provide: Randomness, useClass: SystemRandomness },
  { provide: Sessions, useClass: SessionsStore },
  { provide: Stores, useClass: StoresStore },
];

function secrets(env: MembersEnv): Provider[] {
  return [
    { provide: BlindIndex, useFactory: () => new BlindIndex(env.KEEPSAKE_INDEX_KEY) },
    { provide: PersonalData, useFactory: () => new PersonalData(env.KEEPSAKE_PII_KEY) },
    { provide: PersonalAnswers, useExisting: PersonalData },
    { provide: TillCodeKey, useExisting: BlindIndex },
  ];
}
