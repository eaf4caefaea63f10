// Long work one by one, a frame between: what a person does meanwhile is answered, and each is on the screen before the next begins.
type Work = () => void;

const waiting: Work[] = [];
let isBusy = false;

const nextFrame = () => new Promise<void>((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

async function go(): Promise<void> {
  isBusy = true;
  for (let work = waiting.shift(); work; work = waiting.shift()) {
    work();
    await nextFrame();
  }
  isBusy = false;
}

/** Calls `work` when those before it are done; not at all when `signal` was aborted until then. */
export function inTurn(work: Work, signal: AbortSignal): void {
  if (signal.aborted) return;
  waiting.push(work);
  signal.addEventListener('abort', () => {
    const place = waiting.indexOf(work);
    if (place >= 0) waiting.splice(place, 1);
  });
  if (!isBusy) void go();
}
