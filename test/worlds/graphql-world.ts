import { answerMemberReads, fakeMemberId, fakeProgramId } from '#testing/fake-member-reads';
import { MemberTokens } from '../../apps/gateway/src/edge/member-tokens.js';
import { type GatewayWorld, startGateway } from './gateway-world.js';

/** A member that is not the one whose token the world has. */
export const otherId = '01939d2e-0000-7000-8000-000000000003';

export interface Answered {
  readonly errors?: readonly { readonly message: string; readonly extensions: Readonly<Record<string, unknown>> }[];
}

/** The gateway's GraphQL, before services that know one member. */
export interface GraphqlWorld extends GatewayWorld {
  /** The member's own. */
  readonly token: string;
  /** What the gateway logged as an error since `reset`. */
  readonly lines: readonly string[];
  /** @param credential of the query: ks_admin.secret where nobody says another */
  readonly ask: (body: object, credential?: string) => Promise<ReturnType<typeof JSON.parse>>;
  readonly reset: () => void;
}

export async function startGraphql(): Promise<GraphqlWorld> {
  const lines: string[] = [];
  const gateway = await startGateway((line) => void lines.push(line));
  const token = await gateway.app.get(MemberTokens).sign({ programId: fakeProgramId, memberId: fakeMemberId }, 600);
  return {
    ...gateway,
    token,
    lines,
    async ask(body, credential = key('admin')) {
      const sent = gateway
        .http()
        .post('/graphql')
        .set({ authorization: `Bearer ${credential}` });
      return (await sent.send(body).expect(200)).body;
    },
    reset() {
      answerMemberReads(gateway.services);
      gateway.services.calls.length = 0;
      lines.length = 0;
    },
  };
}

export const key = (name: string): string => `ks_${name}.secret`;

export const codesOf = ({ errors = [] }: Answered) => errors.map(({ extensions }) => extensions['code']);
