// A tool behind a gateway. The event is the input of the tool, and the client context contains the name of the tool.
const ORDERS = {
  'A-1001': { state: 'delivered', total: 42.5, deliveredOn: '2026-11-02' },
  'A-1002': { state: 'on its way', total: 310, expectedOn: '2026-11-28' },
};

export async function handler(event, context) {
  const called = context.clientContext?.custom?.bedrockAgentCoreToolName ?? '';
  const tool = called.split('___').pop();
  if (tool !== 'look_up_order') {
    throw new Error(`no such tool: ${called}`);
  }
  const known = Object.hasOwn(ORDERS, event.orderId);
  return known ? ORDERS[event.orderId] : { state: 'unknown', message: `There is no order ${event.orderId}.` };
}
