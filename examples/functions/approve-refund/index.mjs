// A hook before each tool call: small refunds are allowed, large ones are for a person, other tools are not its business.
const LARGEST = 100;

export async function handler({ context }) {
  const { toolName = '', toolInput = {} } = context;
  if (!toolName.endsWith('refund')) {
    return { decision: 'allow' };
  }
  return toolInput.amount <= LARGEST
    ? { decision: 'allow' }
    : { decision: 'deny', reason: `Refunds above ${LARGEST} are for a person to approve.` };
}
