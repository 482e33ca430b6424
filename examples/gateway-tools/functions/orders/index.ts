// Tools behind a gateway. The event is the input of the tool, and the client context contains the name of the tool.
interface Context {
  readonly clientContext?: { readonly custom?: { readonly bedrockAgentCoreToolName?: string } };
}

interface Order {
  readonly state: 'on its way' | 'delivered' | 'cancelled';
  readonly postcode: string;
}

const ORDERS: Record<string, Order> = {
  'A-1001': { state: 'delivered', postcode: '10115' },
  'A-1002': { state: 'on its way', postcode: '20095' },
};

const TOOLS: Record<string, (orderId: string) => object> = {
  find_order: (orderId) => ORDERS[orderId] ?? { message: `There is no order ${orderId}.` },
  cancel_order: (orderId) =>
    ORDERS[orderId]?.state === 'on its way'
      ? { ...ORDERS[orderId], state: 'cancelled' }
      : { message: `The order ${orderId} cannot be cancelled any more.` },
};

export async function handler(event: { readonly orderId: string }, context: Context): Promise<object> {
  const called = context.clientContext?.custom?.bedrockAgentCoreToolName ?? '';
  const tool = called.split('___').pop() ?? '';
  if (!Object.hasOwn(TOOLS, tool)) {
    throw new Error(`no such tool: ${called}`);
  }
  return TOOLS[tool](event.orderId);
}
