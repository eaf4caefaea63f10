// The end of what a command wrote, in bounded memory however much that was. Text as Postgres can hold it.

/** What is kept of a check-in's body. */
export const maxOutputBytes = 10 * 1024;

/** Only the end of a body is kept; of one that is longer than this, nothing. */
export const maxBodyBytes = 16 * 1024 * 1024;

export class OutputTail {
  #pieces: Buffer[] = [];
  #bytes = 0;

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    // Joined now and then only: a body may come in very small pieces.
    if (this.#bytes > 4 * maxOutputBytes || this.#pieces.length > 1_000) this.#cut();
  }

  /** The last 10 kB, from the first whole character on. */
  text(): string {
    const bytes = this.#cut();
    let from = 0;
    while (from < 3 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
    return bytes.subarray(from).toString('utf8').replaceAll('\0', '\ufffd');
  }

  #cut(): Buffer {
    const all = Buffer.concat(this.#pieces);
    const kept = Buffer.from(all.subarray(Math.max(0, all.length - maxOutputBytes)));
    this.#pieces = [kept];
    this.#bytes = kept.length;
    return kept;
  }
}
