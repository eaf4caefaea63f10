// The web component that other people's pages load: a file of its own, given out as it is written.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface WidgetScript {
  text: string;
  /** As browsers check it when a page pins the script: https://www.w3.org/TR/SRI/ */
  integrity: string;
}

let read: Promise<WidgetScript> | null = null;

/** Read once. Rejects when the file cannot be read. */
export function widgetScript(): Promise<WidgetScript> {
  read ??= readFile(join(process.cwd(), 'lib/embed/widget.js'), 'utf8').then((text) => ({
    text,
    integrity: `sha384-${createHash('sha384').update(text).digest('base64')}`,
  }));
  return read;
}
