// Refunds what the person approved. The model has no part in the amount.
import { randomUUID } from 'node:crypto';

export async function handler({ orderId, amount }) {
  if (!(amount > 0)) {
    throw new Error(`amount must be greater than 0, got ${amount}`);
  }
  return { refundId: randomUUID(), orderId, amount, state: 'refunded' };
}
