// F38: requests that two readers could understand in two ways, heads of a megabyte, ten thousand headers, and pipelining. What is unclear
// is refused and the connection closed; nothing that hides in a body is ever run as a request.
import { talkRaw } from './door-client.ts';
import type { Fault } from './fault.ts';
import { isServing } from './is-serving.ts';
import { jobsRequest } from './otlp-protobuf.ts';
import { awaitRuns, runsOf } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const line = 'POST /v1/traces HTTP/1.1\r\nHost: door\r\nContent-Type: application/x-protobuf\r\n';

/** A whole good request, to be hidden behind another one. */
function hidden(jobId: string): Buffer {
  const body = jobsRequest('f38-smuggled', [jobId]);
  return Buffer.concat([Buffer.from(`${line}Content-Length: ${body.length}\r\n\r\n`), body]);
}

/** Heads that must not be understood; each is followed by a hidden request. */
const unclear: Record<string, string> = {
  lengthAndChunked: `${line}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  chunkedAndLength: `${line}Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n`,
  twoLengths: `${line}Content-Length: 0\r\nContent-Length: 50\r\n\r\n`,
  lengthList: `${line}Content-Length: 0, 50\r\n\r\n`,
  lengthPlus: `${line}Content-Length: +0\r\n\r\n`,
  lengthHex: `${line}Content-Length: 0x0\r\n\r\n`,
  lengthWords: `${line}Content-Length: zero\r\n\r\n`,
  spaceBeforeColon: `${line}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n`,
  unknownCoding: `${line}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
  chunkedNotLast: `${line}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n`,
  twoCodings: `${line}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n`,
  folded: `${line}X-Note: a\r\n folded\r\nContent-Length: 0\r\n\r\n`,
  bareNewline: `${line.replaceAll('\r\n', '\n')}Content-Length: 0\n\n`,
  bareReturn: `${line}X-Note: a\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  nulInHeader: `${line}X-Note: a\0b\r\n\r\n`,
  spaceInName: `${line}X Note: a\r\n\r\n`,
  noName: `${line}: a\r\n\r\n`,
  hugeChunk: `${line}Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n`,
  negativeChunk: `${line}Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n`,
  chunkWithoutEnd: `${line}Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef\r\n0\r\n\r\n`,
  longExtension: `${line}Transfer-Encoding: chunked\r\n\r\n0;${'x'.repeat(200_000)}\r\n\r\n`,
  badVersion: 'POST /v1/traces HTTP/9.9\r\nHost: door\r\n\r\n',
  noVersion: 'GET /livez\r\n\r\n',
  noHost: 'POST /v1/traces HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
  twoHosts: `${line}Host: other\r\nContent-Length: 0\r\n\r\n`,
  http2: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  binary: '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
};

/** Heads that are too large, at the door and at the web. */
const large: Record<string, string> = {
  oneHeader: `GET /livez HTTP/1.1\r\nHost: door\r\nX-Note: ${'x'.repeat(1024 * 1024)}\r\n\r\n`,
  manyHeaders: `GET /livez HTTP/1.1\r\nHost: door\r\n${Array.from({ length: 10_000 }, (_, index) => `X-${index}: y\r\n`).join('')}\r\n`,
  longTarget: `GET /livez?${'x'.repeat(1024 * 1024)} HTTP/1.1\r\nHost: door\r\n\r\n`,
};

const refusals = [400, 405, 408, 413, 414, 417, 421, 431, 501, 505];

export const smuggling: Fault = {
  id: 'F38',
  what: 'smuggling shapes, huge heads, 10,000 headers, pipelining',
  async run(product) {
    const door = await watchProcess(product);
    const wrong: string[] = [];
    for (const [name, head] of Object.entries(unclear)) {
      const talk = await talkRaw(product.otlpUrl, [Buffer.concat([Buffer.from(head, 'latin1'), hidden(name)])], 26_000);
      const isRefused = talk.statuses.every((status) => refusals.includes(status));
      if (!isRefused || !talk.isClosed) wrong.push(`${name}=${talk.statuses.join('+')}${talk.isClosed ? '' : ' open'}`);
    }
    for (const [where, url] of [
      ['door', product.otlpUrl],
      ['web', product.url.replace('localhost', '127.0.0.1')],
    ] as const) {
      for (const [name, head] of Object.entries(large)) {
        const talk = await talkRaw(url, [head], 26_000);
        // a large head may be cut off in the middle: then no answer can be read
        const isRefused = talk.statuses.every((status) => refusals.includes(status));
        if (!isRefused || !talk.isClosed)
          wrong.push(`${where} ${name}=${talk.statuses.join('+')}${talk.isClosed ? '' : ' open'}`);
      }
    }
    const pipelined = Array.from({ length: 50 }, (_, index) => {
      const body = jobsRequest('f38-pipelined', [`job-${index}`]);
      const last = index === 49 ? 'Connection: close\r\n' : '';
      return Buffer.concat([Buffer.from(`${line}${last}Content-Length: ${body.length}\r\n\r\n`), body]);
    });
    const pipeline = await talkRaw(product.otlpUrl, [Buffer.concat(pipelined)], 20_000);
    const served = (await awaitRuns(product, 'f38-pipelined', 50)).length;
    const serves = await isServing(product, 'f38');
    const smuggled = await runsOf(product, 'f38-smuggled');
    const cost = await door.stop();
    const cases = Object.keys(unclear).length + 2 * Object.keys(large).length;
    return {
      cases,
      refused: cases - wrong.length,
      smuggled: smuggled.map(({ jobId }) => jobId).join(' '),
      pipelinedAnswers: pipeline.statuses.filter((status) => status === 200).length,
      pipelinedStored: served,
      wrong: wrong.slice(0, 10).join(', '),
      serves,
      ...cost,
      pass:
        wrong.length === 0 &&
        smuggled.length === 0 &&
        pipeline.statuses.length === 50 &&
        served === 50 &&
        serves &&
        cost.isSame,
    };
  },
};
