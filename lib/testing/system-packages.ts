// Programs that the tests need from the system, by name or by path beside the folders of PATH. Installed by apt where we may; never left out in silence.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Of several packages the first that apt knows is taken. */
const needed: { programs: string[]; packages: [string, ...string[]] }[] = [
  { programs: ['redis-server'], packages: ['redis-server'] },
  {
    programs: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    packages: ['chromium-headless-shell', 'chromium'],
  },
  { programs: ['protoc'], packages: ['protobuf-compiler'] },
  { programs: ['../lib/python3/dist-packages/google/protobuf'], packages: ['python3-protobuf'] },
  { programs: ['../lib/python3/dist-packages/grpc'], packages: ['python3-grpcio'] },
];

const isOnPath = (program: string): boolean =>
  [...(process.env.PATH ?? '').split(delimiter), '/usr/bin'].some((folder) => existsSync(join(folder, program)));

const isKnown = (name: string): boolean => spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;

/** What would bring the programs that are missing. */
const missingPackages = (): string[] =>
  needed
    .filter(({ programs }) => !programs.some(isOnPath))
    .map(({ packages }) => packages.find(isKnown) ?? (packages.at(-1) as string));

/** Installs what is missing. Throws with what to do where that is not possible. */
export function installMissingPackages(say: (line: string) => void): void {
  const missing = missingPackages();
  if (missing.length === 0) return;
  const advice = `Install ${missing.join(' and ')} (Debian, Ubuntu: sudo apt-get install -y ${missing.join(' ')}; macOS: brew install ${missing.join(' ')}) and run this again.`;
  if (process.getuid?.() !== 0 || !isOnPath('apt-get')) throw new Error(`The tests need them: ${advice}`);
  say(`Installing ${missing.join(', ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  // asked anew each time: apt knows more once its lists are fetched
  const install = () =>
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missingPackages()], {
      env,
      encoding: 'utf8',
    });
  let done = install();
  if (done.status !== 0) {
    // lists that were never fetched, or are too old
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    done = install();
  }
  if (done.status !== 0) throw new Error(`apt-get failed: ${done.stderr.trim()}\n${advice}`);
}
