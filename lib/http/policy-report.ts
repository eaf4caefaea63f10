// What browsers report of refusals by a page's content security policy: https://www.w3.org/TR/CSP3/#reporting. Pure. Of a report only the
// directive and the origin that was refused are read: URLs and samples may hold what is nobody else's business.
import * as z from 'zod';

/** `report-uri` sends the first, one at a time; `report-to` the second, several together. */
export const policyReportTypes = ['application/csp-report', 'application/reports+json'] as const;

/** What Chromium sends of one page at once: some 20 reports of 700 bytes. */
export const maxReportBytes = 16 * 1024;
const maxReports = 20;

/** Told apart in figures; any other word counts as `other`. */
export const policyDirectives = [
  'base-uri',
  'connect-src',
  'default-src',
  'font-src',
  'form-action',
  'frame-ancestors',
  'frame-src',
  'img-src',
  'manifest-src',
  'media-src',
  'object-src',
  'script-src',
  'script-src-attr',
  'script-src-elem',
  'style-src',
  'style-src-attr',
  'style-src-elem',
  'worker-src',
  'other',
] as const;
export type PolicyDirective = (typeof policyDirectives)[number];

export interface PolicyReport {
  directive: PolicyDirective;
  /** An origin, a scheme, or a word of the standard as `inline`; at most 100 characters. */
  blocked: string;
}

const text = z.string().catch('');
const byUri = z.object({
  'csp-report': z.object({ 'effective-directive': text, 'violated-directive': text, 'blocked-uri': text }),
});
const byEndpoint = z.array(z.object({ type: text, body: z.unknown() }));
const violation = z.object({ effectiveDirective: text, blockedURL: text });

function directiveOf(word: string): PolicyDirective {
  const name = word.split(' ', 1)[0];
  return policyDirectives.find((one) => one === name) ?? 'other';
}

function blockedOf(value: string): string {
  if (/^[a-z-]{1,30}$/.test(value)) return value;
  if (!URL.canParse(value)) return 'other';
  const { origin, protocol } = new URL(value);
  return (origin === 'null' ? protocol : origin).slice(0, 100);
}

/** The refusals of a body of either type; other reports of browsers are left out. Throws ZodError for anything else. */
export function readPolicyReports(body: unknown): PolicyReport[] {
  if (!Array.isArray(body)) {
    const report = byUri.parse(body)['csp-report'];
    const directive = directiveOf(report['effective-directive'] || report['violated-directive']);
    return [{ directive, blocked: blockedOf(report['blocked-uri']) }];
  }
  return byEndpoint
    .parse(body.slice(0, maxReports))
    .filter(({ type }) => type === 'csp-violation')
    .map((one) => violation.parse(one.body))
    .map(({ effectiveDirective, blockedURL }) => ({
      directive: directiveOf(effectiveDirective),
      blocked: blockedOf(blockedURL),
    }));
}
