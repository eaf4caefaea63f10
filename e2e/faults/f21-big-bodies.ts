// F21: bodies that are too big, lie about their length or never end. Refused early, the connection closed, no memory taken.
import { post, protobufType, talkRaw } from './door-client.ts';
import type { Fault } from './fault.ts';
import { callGrpc } from './grpc-client.ts';
import { isServing } from './is-serving.ts';
import { doorCeilingMib, watchProcess } from './watched-process.ts';

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(64 * 1024, 1);
const head = (lines: string) =>
  `POST /v1/traces HTTP/1.1\r\nHost: door\r\nContent-Type: application/x-protobuf\r\n${lines}\r\n\r\n`;

/** At most 256 MiB: enough to see whether the other side stops taking it. */
function* pieces(first: string, one: Buffer | string): Generator<Buffer | string> {
  yield first;
  for (let sent = 0; sent < 256 * mebibyte; sent += 64 * 1024) yield one;
}

export const bigBodies: Fault = {
  id: 'F21',
  what: 'bodies that are too big, lie about their length or never end',
  async run(product) {
    const door = await watchProcess(product);
    const declared = await talkRaw(product.otlpUrl, pieces(head(`Content-Length: ${1024 * mebibyte}`), piece), 40_000);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]);
    const endless = await talkRaw(product.otlpUrl, pieces(head('Transfer-Encoding: chunked'), chunk), 40_000);
    const short = await talkRaw(product.otlpUrl, [head('Content-Length: 10'), Buffer.alloc(mebibyte, 0x41)], 40_000);
    const absurd = await talkRaw(product.otlpUrl, [head('Content-Length: 99999999999999999999999')], 40_000);
    const negative = await talkRaw(product.otlpUrl, [head('Content-Length: -5')], 40_000);
    const whole = await post(`${product.otlpUrl}/v1/traces`, protobufType, Buffer.alloc(20 * mebibyte + 1));
    const grpc = await callGrpc(product.grpcUrl, Buffer.alloc(20 * mebibyte + 1));
    const serves = await isServing(product, 'f21');
    const cost = await door.stop();
    const cases = {
      declared: declared.statuses[0] === 413 && declared.isClosed && declared.ms < 15_000,
      endless: endless.statuses[0] === 413 && endless.isClosed && endless.ms < 15_000,
      // ten bytes of nothing, and then what is no request
      short: short.statuses.every((status) => status === 400) && short.statuses.length > 0 && short.isClosed,
      absurd: [400, 413].includes(absurd.statuses[0] ?? 0) && absurd.isClosed,
      negative: negative.statuses[0] === 400 && negative.isClosed,
      // the answer may be lost when the connection is closed under a sender that still writes
      whole: whole.status === 413 || whole.status === 0,
      // the same: a stream that is reset under a sender may lose its status
      grpc: grpc.code === 8 || grpc.code === -1,
    };
    return {
      cases: Object.keys(cases).length,
      refused: Object.values(cases).filter(Boolean).length,
      wrong: Object.entries(cases)
        .flatMap(([name, isRight]) => (isRight ? [] : [name]))
        .join(' '),
      declaredSentMib: Math.round(declared.bytesSent / mebibyte),
      endlessSentMib: Math.round(endless.bytesSent / mebibyte),
      endlessMs: Math.round(endless.ms),
      grpcCode: grpc.code,
      serves,
      ...cost,
      pass:
        Object.values(cases).every(Boolean) &&
        serves &&
        cost.isSame &&
        cost.rssPeakMib <= doorCeilingMib &&
        cost.rssGrowthMib <= 128,
    };
  },
};
