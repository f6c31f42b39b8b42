import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { StartRefusedError } from './start-refused.error.js';

/** As whom the database server runs. PostgreSQL refuses root, because a hole in it would be a hole in the machine. */
export interface ServerIdentity {
  readonly name: string;
  /** Put before the command, for the identities that a process gives itself. */
  readonly prefix: readonly string[];
  /** Given to the process and made the owner of its folder; absent for a plain user, who stays who they are. */
  readonly uid?: number;
  readonly gid?: number;
  /** The owner of the server's files as seen from outside: differs from uid in a user namespace. */
  readonly ownerUid?: number;
  readonly ownerGid?: number;
}

const run = promisify(execFile);
const probeTimeoutMs = 5000;

// Writes where the cluster will be and runs the server: what it tries is what will be needed.
const probeScript = 'cd "$1" && : > .probe && rm .probe && "$2" --version';

/**
 * Chooses the first identity that can really enter the folder and run the server, by trying.
 *
 * As root: an unprivileged user of the machine; below a folder that only root can enter, root's own files seen from a user
 * namespace in which root is an ordinary user.
 *
 * @param folder created when it is missing, and given to the identity
 * @throws StartRefusedError naming the folder in the way
 */
export async function chooseServerIdentity(folder: string, postgres: string): Promise<ServerIdentity> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.getuid?.() !== 0) return { name: 'you', prefix: [] };

  const users = await unprivilegedUsers(folder);
  for (const identity of [...users, rootInUserNamespace]) {
    if (await canRun(identity, folder, postgres)) return identity;
  }
  throw await refusal(users[0] ?? rootInUserNamespace, [folder, postgres]);
}

const rootInUserNamespace: ServerIdentity = {
  name: 'root in a user namespace',
  prefix: ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--'],
  ownerUid: 0,
  ownerGid: 0,
};

async function unprivilegedUsers(folder: string): Promise<ServerIdentity[]> {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const entries = passwd.split('\n').map((line) => line.split(':'));
  const named = ['postgres', 'nobody'].flatMap((name) => {
    const entry = entries.find((fields) => fields[0] === name);
    return entry ? [user(name, Number(entry[2]), Number(entry[3]))] : [];
  });
  // A clone in a user's private home, started by root: that user can enter where `nobody` cannot.
  const parent = await stat(dirname(folder));
  const owner = parent.uid === 0 ? [] : [user(`the owner of ${dirname(folder)}`, parent.uid, parent.gid)];
  return [...named, ...owner].filter(({ uid }) => uid !== 0);
}

function user(name: string, uid: number, gid: number): ServerIdentity {
  return { name, prefix: [], uid, gid, ownerUid: uid, ownerGid: gid };
}

async function canRun(identity: ServerIdentity, folder: string, postgres: string): Promise<boolean> {
  try {
    await chown(folder, identity.ownerUid ?? 0, identity.ownerGid ?? 0);
    const words = [...identity.prefix, '/bin/sh', '-c', probeScript, 'sh', folder, postgres];
    await run(words[0] ?? '', words.slice(1), {
      uid: identity.uid,
      gid: identity.gid,
      timeout: probeTimeoutMs,
      cwd: '/',
      env: { PATH: process.env.PATH },
    });
    return true;
  } catch {
    return false;
  }
}

async function refusal(identity: ServerIdentity, paths: readonly string[]): Promise<StartRefusedError> {
  for (const path of paths) {
    const blocking = await firstFolderClosedTo(identity, path);
    if (blocking) {
      return new StartRefusedError(
        `PostgreSQL refuses to run as root, and the user it would run as instead (${identity.name}) cannot enter ${blocking}.`,
        [`Open it (chmod o+x ${blocking}), move the project or KEEPSAKE_DATA_DIR elsewhere, or start as a plain user.`],
      );
    }
  }
  return new StartRefusedError(`PostgreSQL refuses to run as root, and could not be run as ${identity.name} either.`, [
    'Start as a plain user, or give your own PostgreSQL 18 in DATABASE_URL.',
  ]);
}

async function firstFolderClosedTo({ uid, gid }: ServerIdentity, path: string): Promise<string | undefined> {
  const parts = dirname(path).split('/').filter(Boolean);
  for (let depth = 0; depth <= parts.length; depth += 1) {
    const folder = `/${parts.slice(0, depth).join('/')}`;
    const { mode, uid: ownerUid, gid: ownerGid } = await stat(folder);
    const enterBit = ownerUid === uid ? 0o100 : ownerGid === gid ? 0o010 : 0o001;
    if ((mode & enterBit) === 0) return folder;
  }
  return undefined;
}
