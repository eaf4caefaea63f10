import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { snippetsOf } from './snippets.ts';

const base = 'https://signalbox.example.com/embed/v1/sbw_x';
const urls = {
  badge: `${base}.svg`,
  card: `${base}/card.svg`,
  shields: `${base}.shields.json`,
  json: `${base}.json`,
  frame: base,
  oembed: `${base}/oembed`,
  script: 'https://signalbox.example.com/embed/v1/widget.js',
};
const textOf = (target: string, name: string) =>
  snippetsOf(name, urls, 'sha384-x').find((one) => one.target === target)?.text ?? '';

it('is what each place reads, whatever the widget is called', () => {
  const name = 'Mail "fast" <b>: [x]';
  expect(textOf('Markdown', name)).toContain(`![Mail "fast" <b>: \\[x\\]](${base}.svg)`);
  expect(textOf('HTML', name)).toContain('label="Mail &quot;fast&quot; &lt;b>: [x]"');
  expect(textOf('HTML', name)).toContain('integrity="sha384-x"');
  expect(parse(textOf('Homepage', name)).widget).toMatchObject({ type: 'customapi', url: urls.json });
  expect(parse(textOf('Glance', name))[0]).toMatchObject({ title: name, url: urls.json });
  expect(JSON.parse(textOf('Grafana', name)).url).toBe(urls.json);
});
