// F23: one span with an attribute, an error message and a stack of 5 MB each. Cut to the cap with a visible mark; its neighbours are whole.
import { post, protobufType } from './door-client.ts';
import type { Fault } from './fault.ts';
import {
  anyText,
  exportRequest,
  field,
  fixed64Field,
  idOf,
  jobPairs,
  pair,
  spanMessage,
  textPair,
  varintField,
} from './otlp-protobuf.ts';
import { awaitRuns, runDetail } from './stored-runs.ts';
import { watchProcess } from './watched-process.ts';

const queue = 'f23';
const big = 'x'.repeat(5_000_000);
const neighbours = 9;

export const bigAttribute: Fault = {
  id: 'F23',
  what: 'an attribute, an error message and a stack of 5 MB',
  async run(product) {
    const door = await watchProcess(product);
    const exception = Buffer.concat([
      fixed64Field(1, BigInt(Date.now()) * 1_000_000n),
      field(2, 'exception'),
      field(3, textPair('exception.type', 'TooBig')),
      field(3, textPair('exception.message', big)),
      field(3, textPair('exception.stacktrace', big)),
    ]);
    const span = (jobId: string, attributes: Buffer[], more: Buffer[]) =>
      spanMessage({
        traceId: idOf(`trace ${queue} ${jobId}`, 16),
        spanId: idOf(`span ${queue} ${jobId}`, 8),
        attributes,
        more,
      });
    const spans = Array.from({ length: neighbours }, (_, index) =>
      span(`good-${index}`, [...jobPairs({ queue, jobId: `good-${index}` }), textPair('app.note', 'kept')], []),
    );
    const failed = [field(11, exception), field(15, varintField(3, 2))];
    const words = [...jobPairs({ queue, jobId: 'big', outcome: 'failed' }), pair('app.blob', anyText(big))];
    spans.splice(4, 0, span('big', words, failed));
    const answer = await post(`${product.otlpUrl}/v1/traces`, protobufType, exportRequest(spans));
    const runs = await awaitRuns(product, queue, neighbours + 1);
    const details = await Promise.all(runs.map(({ id }) => runDetail(product, id)));
    const cost = await door.stop();
    const isWhole = (jobId: string) =>
      details.some((run) => run.jobId === jobId && run.spans[0]?.attributes['app.note'] === 'kept');
    const bigOne = details.find((run) => run.jobId === 'big');
    const stored = String(bigOne?.spans[0]?.attributes['app.blob'] ?? '').length;
    const kept = Array.from({ length: neighbours }, (_, index) => `good-${index}`).filter(isWhole).length;
    const stack = bigOne?.attempts[0]?.error?.stack?.length ?? 0;
    const isMarked = (bigOne?.spans[0]?.cut?.values ?? 0) >= 3;
    return {
      status: answer.status,
      neighboursLost: neighbours - kept,
      storedBytes: stored,
      storedStackBytes: stack,
      isMarked,
      ...cost,
      pass:
        answer.status === 200 &&
        kept === neighbours &&
        stored > 0 &&
        stored <= 65_536 &&
        stack > 0 &&
        stack <= 65_536 &&
        isMarked &&
        cost.isSame,
    };
  },
};
