// A tool behind a gateway. The event is the input of the tool, and the client context contains the name of the tool.
// The hook approve-refund has allowed the amount before this function runs.
import { randomUUID } from 'node:crypto';

export async function handler({ orderId, amount }, context) {
  const called = context.clientContext?.custom?.bedrockAgentCoreToolName ?? '';
  if (called.split('___').pop() !== 'refund') {
    throw new Error(`no such tool: ${called}`);
  }
  if (typeof orderId !== 'string' || !(amount > 0)) {
    throw new Error('orderId must be a string, and amount must be greater than 0.');
  }
  // In your app, this is the call of your payment service.
  return { refundId: randomUUID(), orderId, amount, state: 'refunded' };
}
