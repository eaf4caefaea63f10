// Decodes large bodies in threads of their own, so that the thread that answers requests is never held up, and a body that kills or
// hangs its thread harms only its own request. Small bodies are decoded here: handing them over would cost more.
import { availableParallelism } from 'node:os';
import { deserialize } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { AppError } from '#lib/errors.ts';
import { log } from '#lib/log.ts';
import { type BodyToDecode, type DecodedRequest, decodeRequest } from './decode-request.ts';
import type { WorkerAnswer } from './decode-worker.ts';

export interface DecodePoolOptions {
  /** Threads at most; they are started by need. 0 = decode here. Default: one core stays free for the rest of the door. */
  threads?: number;
  /** Bodies from this size on go to a thread: decoding them takes about a millisecond (measured), handing over a tenth of that. */
  fromBytes?: number;
  /** A body that takes longer is given up; a thread's start does not count. */
  timeoutMs?: number;
  /** Of each thread's heap. Far above what any body needs: only script that runs out of it ends alone, V8's own code ends the process. */
  maxHeapMb?: number;
  /** For tests: another thread than ours. */
  script?: URL;
}

interface Job {
  asked: BodyToDecode;
  resolve: (decoded: DecodedRequest) => void;
  reject: (error: AppError) => void;
  timer?: NodeJS.Timeout;
}

const mostThreads = 8;
const tooSlow = new AppError('invalid_input', 'the body takes too long to decode');
const tooMuch = new AppError('too_large', 'the body takes too much memory to decode');
const broken = () => new AppError('unavailable', 'the telemetry could not be decoded', { retryAfterSeconds: 5 });

export class DecodePool {
  readonly #options: Required<DecodePoolOptions>;
  /** What each thread is busy with. */
  readonly #threads = new Map<Worker, Job | null>();
  readonly #waiting: Job[] = [];
  /** Threads that have loaded their code. */
  readonly #ready = new WeakSet<Worker>();
  #isClosed = false;

  constructor(options: DecodePoolOptions = {}) {
    this.#options = {
      threads: Math.min(Math.max(1, availableParallelism() - 1), mostThreads),
      fromBytes: 64 * 1024,
      timeoutMs: 30_000,
      maxHeapMb: 1_024,
      script: new URL('./decode-worker.ts', import.meta.url),
      ...options,
    };
  }

  /**
   * The body may be gone afterwards: it is moved, not copied. Throws AppError: invalid_input (not what it says it is, or it hangs),
   * too_large (needs too much memory), unavailable (its thread died).
   */
  async decode(asked: BodyToDecode): Promise<DecodedRequest> {
    const { threads, fromBytes } = this.#options;
    if (threads === 0 || asked.body.length < fromBytes) return decodeRequest(asked);
    if (this.#isClosed) throw broken();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ asked, resolve, reject });
      this.#assign();
    });
  }

  /** Threads that run at the moment. */
  get threads(): number {
    return this.#threads.size;
  }

  /** Ends the threads; what is being decoded fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const job of this.#waiting.splice(0)) job.reject(broken());
    await Promise.all([...this.#threads.keys()].map((thread) => thread.terminate()));
  }

  #assign(): void {
    if (this.#waiting.length === 0) return;
    let idle = [...this.#threads].find(([, job]) => job === null)?.[0];
    if (!idle && this.#threads.size < this.#options.threads) idle = this.#start();
    const job = idle && this.#waiting.shift();
    if (!idle || !job) return;
    const thread = idle;
    this.#threads.set(thread, job);
    if (this.#ready.has(thread)) this.#watch(thread, job);
    const bytes = movable(job.asked.body);
    thread.postMessage({ ...job.asked, body: bytes }, [bytes.buffer]);
  }

  #start(): Worker {
    const { script, maxHeapMb } = this.#options;
    const thread = new Worker(script, { resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
    this.#threads.set(thread, null);
    thread.on('message', (answer: WorkerAnswer) => {
      if (answer === 'ready') {
        this.#ready.add(thread);
        const job = this.#threads.get(thread);
        if (job) this.#watch(thread, job);
        return;
      }
      this.#settle(thread, (job) => {
        if ('refusal' in answer) job.reject(new AppError(answer.refusal.code, answer.refusal.message));
        else job.resolve(deserialize(answer.decoded) as DecodedRequest);
      });
      this.#assign();
    });
    thread.on('error', (error: NodeJS.ErrnoException) => {
      const isMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      if (!isMemory) log.error({ err: error }, 'a thread that decodes died');
      this.#giveUp(thread, isMemory ? tooMuch : broken());
    });
    thread.on('exit', () => this.#giveUp(thread, broken()));
    return thread;
  }

  #watch(thread: Worker, job: Job): void {
    job.timer = setTimeout(() => this.#giveUp(thread, tooSlow), this.#options.timeoutMs);
  }

  /** Another thread takes its place as soon as there is work. */
  #giveUp(thread: Worker, reason: AppError): void {
    if (!this.#threads.has(thread)) return;
    this.#settle(thread, (job) => job.reject(reason));
    this.#threads.delete(thread);
    void thread.terminate();
    this.#assign();
  }

  #settle(thread: Worker, how: (job: Job) => void): void {
    const job = this.#threads.get(thread);
    if (!job) return;
    clearTimeout(job.timer);
    this.#threads.set(thread, null);
    how(job);
  }
}

/** The bytes in memory of their own: what a socket or a pool lends out may hold other requests as well. */
function movable(body: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer, byteLength } = body;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) return new Uint8Array(buffer);
  return new Uint8Array(body);
}
