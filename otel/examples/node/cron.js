// Schedules that live in a worker: started with
//   node --import signalbox/otel/register cron.js
import cron from 'node-cron';
import { instrumentNodeCron } from 'signalbox/otel';

instrumentNodeCron(cron);

// Every second, so that there is something to see; yours says '0 3 * * *'.
cron.schedule('* * * * * *', () => console.log('reporting'), { name: 'report', timezone: 'Europe/Berlin' });

process.once('SIGTERM', () => cron.shutdown());
