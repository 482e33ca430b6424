// A hook before each tool call. It allows small refunds and all other tools, and denies refunds that a person must approve.
const LIMIT = 100;

export async function handler({ context }) {
  const { toolName, toolInput } = context;
  if (typeof toolName !== 'string') {
    return { decision: 'deny', reason: 'The event has no tool name.' };
  }
  if (!toolName.endsWith('refund')) {
    return { decision: 'allow' };
  }
  return toolInput?.amount >= 0 && toolInput.amount <= LIMIT
    ? { decision: 'allow' }
    : { decision: 'deny', reason: `A person must approve refunds above ${LIMIT} euros.` };
}
