// F22: little bytes that inflate to gigabytes, gzip in gzip, very many members, and encodings nobody asked for. Refused at the limit,
// with no more memory than the limit; what is not packed in a known way is 415.
import { gzipSync } from 'node:zlib';
import { type Answer, post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import { callGrpc } from './grpc-client.ts';
import { isLong } from './is-long.ts';
import { isServing } from './is-serving.ts';
import { doorCeilingMib, watchProcess } from './watched-process.ts';

const mebibyte = 1024 * 1024;

/** Gzip of `mib` MiB of zeros: members of 16 MiB one after another, as any decoder must take them; or in one piece. */
function bomb(mib: number, isOneMember: boolean): Buffer {
  if (isOneMember) return gzipSync(Buffer.alloc(mib * mebibyte), { level: 1 });
  const member = gzipSync(Buffer.alloc(16 * mebibyte), { level: 9 });
  return Buffer.concat(Array.from({ length: mib / 16 }, () => member));
}

export const gzipBomb: Fault = {
  id: 'F22',
  what: 'gzip bombs, gzip in gzip, many members, unknown encodings',
  async run(product) {
    const url = `${product.otlpUrl}/v1/traces`;
    const gzip = (body: Buffer): Promise<Answer> => post(url, { ...protobufType, 'content-encoding': 'gzip' }, body);
    const inflatedMib = isLong ? 10_240 : 2_048;
    const bodies = {
      members: bomb(inflatedMib, false),
      oneMember: bomb(512, true),
      nested: gzipSync(bomb(1_024, false)),
      emptyMembers: Buffer.concat(Array<Buffer>(100_000).fill(gzipSync(Buffer.alloc(0)))),
    };
    const door = await watchProcess(product);
    const members = await gzip(bodies.members);
    const oneMember = await gzip(bodies.oneMember);
    const alone = await door.stop();
    // sixteen at once: the limit is on what is held in all, not on each
    const crowd = await watchProcess(product);
    const atOnce = await Promise.all(Array.from({ length: 16 }, () => gzip(bodies.oneMember)));
    // one layer is taken off; what remains is no OTLP, or too large
    const nested = await gzip(bodies.nested);
    const emptyMembers = await gzip(bodies.emptyMembers);
    const cut = await gzip(gzipSync(Buffer.alloc(1_000, 1)).subarray(0, -9));
    const notGzip = await gzip(Buffer.from('this is not gzip'));
    const unknown = await Promise.all(
      ['br', 'deflate', 'zstd', 'compress', 'gzip, gzip', 'x'.repeat(200)].map((encoding) =>
        post(url, { ...protobufType, 'content-encoding': encoding }, bodies.oneMember.subarray(0, 1_000)),
      ),
    );
    const grpc = await callGrpc(product.grpcUrl, bodies.members.subarray(0, 10 * mebibyte), 'gzip');
    const grpcUnknown = await callGrpc(product.grpcUrl, bodies.nested, 'br');
    const serves = await isServing(product, 'f22');
    const cost = await crowd.stop();
    const cases = {
      members: members.status === 413 && members.ms < 2_000,
      oneMember: oneMember.status === 413 && oneMember.ms < 2_000,
      atOnce: atOnce.every(({ status }) => status === 413 || status === 503),
      nested: nested.status === 400 || nested.status === 413,
      emptyMembers: [200, 400, 413].includes(emptyMembers.status) && emptyMembers.ms < 2_000,
      cut: cut.status === 400,
      notGzip: notGzip.status === 400,
      unknown: unknown.every(({ status }) => status === 415),
      // RESOURCE_EXHAUSTED
      grpc: grpc.code === 8 && grpc.ms < 2_000,
      // UNIMPLEMENTED
      grpcUnknown: grpcUnknown.code === 12,
    };
    return {
      cases: Object.keys(cases).length,
      refused: Object.values(cases).filter(Boolean).length,
      wrong: Object.entries(cases)
        .flatMap(([name, isRight]) => (isRight ? [] : [name]))
        .join(' '),
      inflatedMib,
      sentMib: Math.round((bodies.members.length / mebibyte) * 10) / 10,
      msToAnswer: Math.round(members.ms),
      emptyMembersMs: Math.round(emptyMembers.ms),
      grpcCode: grpc.code,
      rssGrowthOneMib: alone.rssGrowthMib,
      serves,
      ...cost,
      pass:
        Object.values(cases).every(Boolean) &&
        serves &&
        cost.isSame &&
        alone.rssGrowthMib <= 64 &&
        cost.rssPeakMib <= doorCeilingMib,
    };
  },
};
