// What each route takes and answers, as the schemas that the routes themselves parse with: the source of openapi.json.
// Longer than most files: it is one table, a line or two a route, and half of the rest is the imports of its schemas.
import * as z from 'zod';
import {
  deliveryView,
  historyQuery,
  instanceList,
  previewInput,
  previewView,
  silenceInput,
  silenceList,
  silenceView,
  transitionList,
} from './alert.ts';
import { channelChange, channelCreated, channelInput, channelList, channelView } from './alert-channel.ts';
import { ruleInput, ruleList, rulePatch, ruleQuery, ruleView } from './alert-rule.ts';
import { attention } from './attention.ts';
import { auditList } from './audit.ts';
import { deadLetterList } from './dead-letter.ts';
import { deployList } from './deploy.ts';
import {
  affectedList,
  affectedQuery,
  errorGroup,
  errorGroupChange,
  errorGroupList,
  errorGroupsChange,
} from './error-group.ts';
import { facetList } from './facet.ts';
import { filterQuery } from './filter.ts';
import { heatmapAnswer, heatmapQuery } from './heatmap.ts';
import { jobList, jobView, versionList } from './job.ts';
import { journey } from './journey.ts';
import { keyCreated, keyInput, keyList } from './key.ts';
import { metricAnswer, metricAnswers, metricQuery, metricsQuery } from './metric.ts';
import { pageQuery } from './page.ts';
import { composition, queueList, queueView } from './queue.ts';
import { runDetail, runList, runListQuery } from './run.ts';
import { runOutline } from './run-outline.ts';
import {
  scheduleChange,
  scheduleChanged,
  scheduleCreated,
  scheduleDetail,
  scheduleImport,
  scheduleImported,
  scheduleInput,
  scheduleList,
  scheduleUpcoming,
  upcomingQuery,
} from './schedule.ts';
import { searchAnswer, searchQuery } from './search.ts';
import { oidcStart, oidcStarted, sessionView, setupInput, signInInput } from './session.ts';
import { sourceChange, sourceInput, sourceList, sourceView } from './source.ts';
import { probeInput, probeView } from './source-probe.ts';
import { streamEvent } from './stream-event.ts';
import { trust } from './trust.ts';
import {
  recoveryCodes,
  secondStepAsked,
  secondStepInput,
  twoStepConfirm,
  twoStepProof,
  twoStepStart,
  twoStepStarted,
  twoStepView,
} from './two-step.ts';
import { passwordChange, sessionRowList, userChange, userCreated, userInput, userList, userView } from './user.ts';
import { widgetChange, widgetCreated, widgetInput, widgetList, widgetView } from './widget.ts';
import { workerList } from './worker.ts';

export interface Operation {
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodObject;
  /** Absent: 204, nothing to say. */
  answer?: z.ZodType;
  status?: 200 | 201 | 204 | 303;
  /** What else a success may answer, with 202: there is more to do. */
  further?: z.ZodType;
  /** Of the answer, when it is not JSON. */
  type?: string;
}

const list = filterQuery.extend(pageQuery.shape);
const text = z.string();
const exported = runListQuery.omit({ limit: true, cursor: true });
const groupsChanged = z.object({ changed: z.number(), status: z.string() });
const alive = z.object({ status: z.literal('ok') });

/** By path as in the access table, without `/api/v1`, then by method. */
export const operations: Readonly<Record<string, Partial<Record<'GET' | 'POST' | 'PATCH' | 'DELETE', Operation>>>> = {
  '/runs': { GET: { summary: 'Runs, newest first', query: runListQuery, answer: runList } },
  '/runs/facets': {
    GET: { summary: 'How many runs each further filter would leave', query: filterQuery, answer: facetList },
  },
  '/runs/[id]': {
    GET: { summary: 'One run with attempts, transitions, edges, spans, logs, siblings', answer: runDetail },
  },
  '/runs/[id]/outline': {
    GET: { summary: 'The same for a timeline: of the spans what is drawn of each, in columns', answer: runOutline },
  },
  '/journeys/[correlationId]': { GET: { summary: 'Everything that shares a correlation ID', answer: journey } },
  '/search': { GET: { summary: 'Places for anything pasted', query: searchQuery, answer: searchAnswer } },
  '/queues': { GET: { summary: 'Queues with depth, figures and health', query: list, answer: queueList } },
  '/queues/[id]': { GET: { summary: 'One queue', query: filterQuery, answer: queueView } },
  '/jobs': { GET: { summary: 'Jobs with their figures', query: list, answer: jobList } },
  '/jobs/[id]': { GET: { summary: 'One job', query: filterQuery, answer: jobView } },
  '/metrics/query': { GET: { summary: 'One metric over time', query: metricQuery, answer: metricAnswer } },
  '/metrics/queries': {
    GET: { summary: 'Several metrics over time, under one filter', query: metricsQuery, answer: metricAnswers },
  },
  '/metrics/heatmap': {
    GET: { summary: 'How durations or waits spread over time', query: heatmapQuery, answer: heatmapAnswer },
  },
  '/jobs/[id]/versions': {
    GET: { summary: 'Figures of a job by version', query: filterQuery, answer: versionList },
  },
  '/queues/[id]/composition': {
    GET: { summary: 'What is open in a queue now, by job', answer: composition },
  },
  '/deploys': { GET: { summary: 'When versions were first heard of', query: filterQuery, answer: deployList } },
  '/errors': {
    GET: { summary: 'Error groups, most frequent first', query: list, answer: errorGroupList },
    PATCH: { summary: 'Resolve, ignore or open several again', body: errorGroupsChange, answer: groupsChanged },
  },
  '/errors/[fingerprint]': {
    GET: { summary: 'One error group', query: filterQuery, answer: errorGroup },
    PATCH: {
      summary: 'Resolve, ignore or open again',
      body: errorGroupChange,
      answer: groupsChanged,
    },
  },
  '/errors/[fingerprint]/affected': {
    GET: { summary: 'Correlation IDs or tenants that an error hit', query: affectedQuery, answer: affectedList },
  },
  '/errors/[fingerprint]/affected.csv': {
    GET: {
      summary: 'All of them as CSV',
      query: affectedQuery.omit({ limit: true, cursor: true }),
      answer: text,
      type: 'text/csv',
    },
  },
  '/attention': { GET: { summary: 'Counts of what waits for a person', query: filterQuery, answer: attention } },
  '/dead-letters': { GET: { summary: 'Dead runs and dead-letter sizes', query: list, answer: deadLetterList } },
  '/schedules': {
    GET: { summary: 'Schedules with what became of their due times', query: list, answer: scheduleList },
    POST: {
      summary: 'A schedule for check-ins; its token is told once',
      body: scheduleInput,
      answer: scheduleCreated,
      status: 201,
    },
  },
  '/schedules/import': {
    POST: {
      summary: 'Schedules of a crontab or a vercel.json',
      body: scheduleImport,
      answer: scheduleImported,
      status: 201,
    },
  },
  '/schedules/upcoming': {
    GET: { summary: 'How much is due when, and what at once', query: upcomingQuery, answer: scheduleUpcoming },
  },
  '/schedules/[id]': {
    GET: { summary: 'One schedule with calendar and what comes', answer: scheduleDetail },
    PATCH: {
      summary: 'Change or pause a schedule, or replace its token',
      body: scheduleChange,
      answer: scheduleChanged,
    },
    DELETE: { summary: 'Forget a schedule; runs stay', status: 204 },
  },
  '/workers': { GET: { summary: 'Workers heard of in the window', query: list, answer: workerList } },
  '/sources': {
    GET: { summary: 'Observed systems', answer: sourceList },
    POST: { summary: 'Observe another system', body: sourceInput, answer: sourceView, status: 201 },
  },
  '/sources/probe': {
    POST: { summary: 'Try a source without saving it', body: probeInput, answer: probeView },
  },
  '/sources/[id]': {
    GET: { summary: 'One source', answer: sourceView },
    PATCH: { summary: 'Change a source', body: sourceChange, answer: sourceView },
    DELETE: { summary: 'Stop observing; runs stay', status: 204 },
  },
  '/alerts/rules': {
    GET: { summary: 'Alert rules with what they fire', query: ruleQuery, answer: ruleList },
    POST: { summary: 'A new alert rule', body: ruleInput, answer: ruleView, status: 201 },
  },
  '/alerts/rules/preview': {
    POST: { summary: 'What a rule would have done on stored history', body: previewInput, answer: previewView },
  },
  '/alerts/rules/[id]': {
    GET: { summary: 'One alert rule', answer: ruleView },
    PATCH: {
      summary: 'Change an alert rule; what it fires ends when its meaning changes',
      body: rulePatch,
      answer: ruleView,
    },
    DELETE: { summary: 'Remove an alert rule; history stays', status: 204 },
  },
  '/alerts/instances': { GET: { summary: 'What is wrong now', answer: instanceList } },
  '/alerts/instances/[id]/acknowledge': { POST: { summary: 'Stop repeats until it is over', status: 204 } },
  '/alerts/history': {
    GET: { summary: 'Changes of phase and what was sent', query: historyQuery, answer: transitionList },
  },
  '/alerts/silences': {
    GET: { summary: 'Silences that are on, to come, or just over', answer: silenceList },
    POST: { summary: 'Tell nobody of what matches', body: silenceInput, answer: silenceView, status: 201 },
  },
  '/alerts/silences/[id]': { DELETE: { summary: 'End a silence now', status: 204 } },
  '/alerts/channels': {
    GET: { summary: 'Where alerts are told', answer: channelList },
    POST: {
      summary: 'A new channel; its signing secret is told once',
      body: channelInput,
      answer: channelCreated,
      status: 201,
    },
  },
  '/alerts/channels/[id]': {
    PATCH: { summary: 'Change a channel', body: channelChange, answer: channelView },
    DELETE: { summary: 'Remove a channel that no rule tells', status: 204 },
  },
  '/alerts/channels/[id]/rotate': {
    POST: { summary: 'A new signing secret, told once; the old one signs as well for a day', answer: channelCreated },
  },
  '/alerts/channels/[id]/test': { POST: { summary: 'Send a test notice', answer: deliveryView } },
  '/widgets': {
    GET: { summary: 'Health widgets with what they tell now', query: pageQuery, answer: widgetList },
    POST: { summary: 'A new widget; its token is told once', body: widgetInput, answer: widgetCreated, status: 201 },
  },
  '/widgets/[id]': {
    GET: { summary: 'One widget', answer: widgetView },
    PATCH: { summary: 'Change a widget; what it is about stays', body: widgetChange, answer: widgetView },
    DELETE: { summary: 'Remove a widget; its token opens nothing any more', status: 204 },
  },
  '/widgets/[id]/rotate': { POST: { summary: 'A new token in place of the old one', answer: widgetCreated } },
  '/mcp': {
    POST: {
      summary: 'Model Context Protocol, streamable HTTP without sessions',
      body: z.object({
        jsonrpc: z.literal('2.0'),
        id: z.union([z.string(), z.number()]).optional(),
        method: z.string(),
        params: z.record(z.string(), z.unknown()).optional(),
      }),
      answer: z.record(z.string(), z.unknown()),
    },
  },
  '/keys': {
    GET: { summary: 'API tokens and ingest keys', query: pageQuery, answer: keyList },
    POST: { summary: 'A new token, told once', body: keyInput, answer: keyCreated, status: 201 },
  },
  '/keys/[id]': { DELETE: { summary: 'Revoke a token', status: 204 } },
  '/users': {
    GET: { summary: 'People who may sign in', query: pageQuery, answer: userList },
    POST: {
      summary: 'A new user; a password that is made here is told once',
      body: userInput,
      answer: userCreated,
      status: 201,
    },
  },
  '/users/[id]': {
    PATCH: { summary: 'Change name, role or password', body: userChange, answer: userView },
    DELETE: { summary: 'Remove a user; one admin remains', status: 204 },
  },
  '/users/[id]/two-step': {
    DELETE: { summary: 'Turn off somebody else’s two-step sign-in; ends their sessions', status: 204 },
  },
  '/sessions': { GET: { summary: 'Open sessions: one’s own, for admins everybody’s', answer: sessionRowList } },
  '/sessions/[id]': { DELETE: { summary: 'End a session', status: 204 } },
  '/audit': { GET: { summary: 'What was done by whom', query: pageQuery, answer: auditList } },
  '/trust': { GET: { summary: 'How far what is shown can be relied on', answer: trust } },
  '/stream': {
    GET: {
      summary: 'Changes as server-sent events',
      query: filterQuery,
      answer: streamEvent,
      type: 'text/event-stream',
    },
  },
  '/export/runs.csv': { GET: { summary: 'The run list as CSV', query: exported, answer: text, type: 'text/csv' } },
  '/export/runs.jsonl': {
    GET: { summary: 'The run list as JSON lines', query: exported, answer: text, type: 'application/x-ndjson' },
  },
  '/setup': {
    GET: { summary: 'Whether the first admin is missing', answer: z.object({ isNeeded: z.boolean() }) },
    POST: {
      summary: 'Make the first admin, once',
      body: setupInput,
      answer: z.object({ isDone: z.boolean() }),
      status: 201,
    },
  },
  '/session': {
    GET: { summary: 'Who is asking', answer: sessionView },
    POST: {
      summary: 'Sign in; 202 asks for a code as well',
      body: signInInput,
      status: 204,
      further: secondStepAsked,
    },
    PATCH: { summary: 'Change one’s own password; ends other sessions', body: passwordChange, status: 204 },
    DELETE: { summary: 'Sign out', status: 204 },
  },
  '/session/second-step': {
    POST: { summary: 'The code that signing in asked for', body: secondStepInput, status: 204 },
  },
  '/session/two-step': {
    GET: { summary: 'One’s own two-step sign-in', answer: twoStepView },
    POST: {
      summary: 'Begin to turn it on; the secret for the app is told once',
      body: twoStepStart,
      answer: twoStepStarted,
      status: 201,
    },
  },
  '/session/two-step/confirm': {
    POST: {
      summary: 'Turn it on with a first code; ends other sessions, recovery codes are told once',
      body: twoStepConfirm,
      answer: recoveryCodes,
    },
  },
  '/session/two-step/off': { POST: { summary: 'Turn it off', body: twoStepProof, status: 204 } },
  '/session/two-step/recovery-codes': {
    POST: {
      summary: 'New recovery codes in place of the old ones, told once',
      body: twoStepProof,
      answer: recoveryCodes,
    },
  },
  '/session/oidc': {
    POST: { summary: 'Begin signing in through the OpenID provider', body: oidcStart, answer: oidcStarted },
  },
  '/session/oidc/callback': {
    GET: {
      summary: 'Where the OpenID provider sends people back to; leads on to a page',
      query: z.object({ code: z.string().optional(), state: z.string().optional(), error: z.string().optional() }),
      status: 303,
    },
  },
  '/csp-reports': {
    POST: { summary: 'Where browsers report what the policy of a page refused (application/csp-report)', status: 204 },
  },
  '/openapi.json': { GET: { summary: 'This document', answer: z.record(z.string(), z.unknown()) } },
  '/livez': { GET: { summary: 'This process answers', answer: alive } },
  '/readyz': { GET: { summary: 'And its database does', answer: alive } },
  '/metrics': { GET: { summary: 'Own figures for Prometheus', answer: text, type: 'text/plain' } },
};
