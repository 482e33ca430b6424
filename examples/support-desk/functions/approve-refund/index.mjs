// A hook before each tool call: small refunds are allowed, all others are for a person, other tools are not its business.
const LARGEST = 100;

export async function handler({ context }) {
  const { toolName, toolInput } = context;
  if (typeof toolName !== 'string') {
    return { decision: 'deny', reason: 'The tool is not known.' };
  }
  if (!toolName.endsWith('refund')) {
    return { decision: 'allow' };
  }
  return toolInput?.amount >= 0 && toolInput.amount <= LARGEST
    ? { decision: 'allow' }
    : { decision: 'deny', reason: `Refunds above ${LARGEST} are for a person to approve.` };
}
