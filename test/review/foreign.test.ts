import { reviewOf } from '../../src/review/review';
import { fillForeign } from './foreign';
import { assemblies, edges, text } from './reviewed';

const assemblyOf = assemblies();

describe('The topology of an app without this library', () => {
  const [clerk, desk] = reviewOf(assemblyOf(fillForeign)).agents;

  test('has the callers, tools and data of the runtime', () => {
    expect(clerk.topology.nodes.map(text)).toEqual([
      'callers: Lambda function: Backend',
      'endpoints: Endpoint: DEFAULT | always the newest version',
      'endpoints: Endpoint: live | pinned to version 1',
      'agent: Runtime: Clerk | image clerk:v1 | protocol HTTP | IAM authorization',
      'tools: Gateway: Shop | 1 target | IAM authorization',
      'targets: Lambda function: Lookup | find_order',
      'data: Bucket: Docs | read',
      'data: Memory: Notes | events 90 days | AWS owned key',
      'data: Network: Public network | sessions reach the internet',
    ]);
    expect(edges(clerk.topology)).toEqual([
      'Backend -> DEFAULT',
      'Backend -> live',
      'DEFAULT -> Clerk',
      'live -> Clerk',
      'Clerk -> Shop',
      'Clerk -> Docs',
      'Clerk -> Notes',
      'Clerk -> Public network',
      'Shop -> Lookup (Orders)',
    ]);
  });

  test('has the callers, tools, hooks and data of the harness', () => {
    expect(desk.topology.nodes.map(text)).toEqual([
      'callers: AWS account: 444455556666 | permitted by the resource policy',
      'endpoints: Endpoint: DEFAULT | always the newest version',
      'endpoints: Endpoint: live | pinned to version 1',
      'agent: Harness: Desk | Amazon Nova Pro | temperature 0.5 | 20 iterations | IAM authorization',
      'tools: Browser: AWS managed',
      'tools: Gateway: Shop | tool shop | 1 target | IAM authorization',
      'tools: Hook · before tool call: approve | denies on error or timeout',
      'tools: MCP server: web | https://mcp.example.com/mcp',
      'targets: Lambda function: Approve',
      'targets: Lambda function: Lookup | find_order',
      'data: Memory: Notes | events 90 days | AWS owned key',
      'data: Network: Public network | sessions reach the internet',
    ]);
    expect(edges(desk.topology)).toEqual([
      '444455556666 -> DEFAULT',
      '444455556666 -> live',
      'DEFAULT -> Desk',
      'live -> Desk',
      'Desk -> AWS managed',
      'Desk -> Shop',
      'Desk -> approve',
      'Desk -> web',
      'Desk -> Notes',
      'Desk -> Public network',
      'Shop -> Lookup (Orders)',
      'approve -> Approve',
    ]);
  });

  test('has statements that the configuration explains, and statements that stand out', () => {
    const unexplained = [clerk, desk].flatMap(({ permissions }) => permissions).filter((each) => !each.isExplained);
    expect(unexplained.map(({ owner, words }) => `${owner}: ${words}`)).toEqual([
      'the runtime Clerk: Call the tools of the gateway Shop',
      'the runtime Clerk: Read events of the memory Notes; search its records',
      'the runtime Clerk: Read objects of the bucket Docs; list its objects',
    ]);
  });

  test('has one exposure of each kind', () => {
    expect(desk.exposure.map(({ level, way, who }) => `${level}: ${way}: ${who}`)).toEqual([
      'none: InvokeHarness: no principal of the app is granted it',
      'none: Commands and shell, as root in the session: no principal of the app is granted them',
      'limited: Resource policy: the account 444455556666',
      'open: Network: sessions reach every address on the internet',
      'limited: Gateway Shop: the harness Desk and the runtime Clerk',
      'open: Tool web: the agent calls https://mcp.example.com/mcp',
    ]);
  });
});
