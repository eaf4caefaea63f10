// https://oembed.com: what a consumer puts where somebody pasted the address of a widget.
import { publicUrl } from '#lib/auth/public-url.ts';
import { AppError } from '#lib/errors.ts';
import { escapeMarkup } from './escape.ts';
import { openWidget } from './open-widget.ts';
import { jsonReplyOf } from './reply.ts';

const size = { width: 480, height: 220 };
const cacheSeconds = 300;

/** `max` bounds what we would like; absent or senseless bounds count as none. */
const bounded = (wanted: number, max: string | null): number =>
  max !== null && /^\d{1,5}$/.test(max) ? Math.max(1, Math.min(wanted, Number(max))) : wanted;

export async function answerOembed(request: Request, nowMs: number): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const format = query.get('format') ?? 'json';
  if (format !== 'json') throw new AppError('invalid_input', 'Only format=json is spoken here.');
  const asked = query.get('url') ?? '';
  const prefix = `${publicUrl()}/embed/v1/`;
  const rest = asked.startsWith(prefix) ? asked.slice(prefix.length) : '';
  const name = /^([\w-]{1,64})(?:\?|$)/.exec(rest)?.[1];
  const widget = name ? await openWidget(new Request(asked), name, nowMs) : null;
  if (!widget) throw new AppError('not_found', 'There is no such widget.');
  const width = bounded(size.width, query.get('maxwidth'));
  const height = bounded(size.height, query.get('maxheight'));
  const frame = `<iframe src="${escapeMarkup(asked)}" width="${width}" height="${height}" title="${escapeMarkup(widget.name)}" loading="lazy" referrerpolicy="no-referrer" style="border:0"></iframe>`;
  return jsonReplyOf(request, {
    version: '1.0',
    type: 'rich',
    provider_name: 'Signalbox',
    provider_url: publicUrl(),
    title: widget.name,
    cache_age: cacheSeconds,
    width,
    height,
    html: frame,
  });
}
