// A hand-written worker, CommonJS: started with
//   node --import signalbox/otel/register jobs.cjs
const { job, withCorrelation } = require('signalbox/otel');

const messages = [
  { id: 'a-1', orderId: 'order-1', attempt: 1 },
  { id: 'a-2', orderId: 'order-2', attempt: 3 },
];

async function sendReceipt(message) {
  if (message.attempt === 3) throw new TypeError('no address');
}

async function main() {
  for (const message of messages) {
    const identity = { name: 'send-receipt', queue: 'email', id: message.id, attempt: message.attempt, maxAttempts: 3 };
    await withCorrelation(message.orderId, () => job(identity, () => sendReceipt(message))).catch((error) =>
      console.log(`${message.id}: ${error.message}`),
    );
  }
}

main();
