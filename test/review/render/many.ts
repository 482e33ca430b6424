import type { AgentInfo, Review, TopologyEdge, TopologyNode } from '../../../src/review/model';
import { DESK } from './desk';
import { SUPPORT_DESK } from './support-desk';

/** Numbers that look random, and are the same in each run. */
function sequence(seed: number): (below: number) => number {
  let state = seed + 1;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const KINDS = [
  'Lambda function',
  'Gateway',
  'Hook · after each tool call of the gateway',
  'OpenAPI document',
  'MCP server',
];
const NAMES = [
  'Orders',
  'CustomerPreferencesOfTheLastYear',
  'look-up-and-request-refunds',
  '注文の検索と払い戻しの申請',
  'Lager',
  'a',
];
const LINES = [
  'inbound: AWS_IAM',
  'arn:aws:lambda:eu-central-1:123456789012:function:SupportDesk-LookUpOrderFunction8A2C9D11-kU3sAbCdEf',
  '2 private subnets, NAT gateway, 1 security group',
  'https://mcp.example.com/very/long/path/without/any/break/that/does/not/fit/in/a/box',
  '75 iterations · 1 hour',
];

/** A topology with many nodes in all columns, and edges between all columns. */
function busyTopology(seed: number, size: number): AgentInfo['topology'] {
  const random = sequence(seed);
  const pick = (values: readonly string[]): string => values[random(values.length)];
  const columns = { callers: size, endpoints: Math.ceil(size / 2), agent: 1, tools: size, targets: size, data: size };
  const nodes = Object.entries(columns).flatMap(([column, number]) =>
    Array.from(
      { length: number },
      (_, index): TopologyNode => ({
        id: `${column}-${index}`,
        column: column as TopologyNode['column'],
        kind: pick(KINDS),
        name: `${pick(NAMES)}${index}`,
        lines: Array.from({ length: random(4) }, () => pick(LINES)),
        status: ([undefined, undefined, undefined, 'added', 'removed', 'changed'] as const)[random(6)],
        isMuted: random(8) === 0,
      }),
    ),
  );
  const edge = (from: string, to: string): TopologyEdge => ({
    from,
    to,
    status: ([undefined, undefined, 'added'] as const)[random(3)],
  });
  const edges = Array.from({ length: size }, (_, index) => [
    edge(`callers-${index}`, `endpoints-${random(columns.endpoints)}`),
    ...(index % 3 === 0 ? [edge(`callers-${index}`, 'agent-0')] : []),
    ...(index < columns.endpoints ? [edge(`endpoints-${index}`, 'agent-0')] : []),
    edge('agent-0', `tools-${index}`),
    edge(`tools-${index}`, `targets-${random(size)}`),
    edge(`targets-${index}`, `data-${random(size)}`),
    edge('agent-0', `data-${index}`),
    ...(index % 4 === 1
      ? [
          edge(`tools-${index}`, `tools-${index - 1}`),
          edge(`targets-${index}`, 'agent-0'),
          edge(`tools-${index}`, `data-${index}`),
        ]
      : []),
  ]).flat();
  return { nodes, edges };
}

/** A review of many agents. The first ones have `size` nodes in most columns, the others a few. */
export function reviewOfMany(agents: number, size = 12): Review {
  const infos = Array.from({ length: agents }, (_, index): AgentInfo => {
    const name = `Agent${String(index + 1).padStart(2, '0')}`;
    return {
      ...DESK,
      path: `Desks/${name}`,
      name,
      kind: index % 3 === 2 ? 'runtime' : 'harness',
      stack: index % 2 === 0 ? 'Desks' : 'DesksOfTheSecondRegion',
      topology: busyTopology(index, index < 3 ? size : 2 + (index % 5)),
      exposure: DESK.exposure.map((row) => ({ ...row, level: index % 7 === 0 ? 'open' : row.level })),
      data: index % 4 === 0 ? [] : DESK.data,
    };
  });
  const pathOf = (index: number): string => infos[index % agents].path;
  return {
    ...SUPPORT_DESK,
    title: 'Desks, DesksOfTheSecondRegion',
    stacks: [
      { name: 'Desks', path: 'Desks', region: 'us-east-1' },
      { name: 'DesksOfTheSecondRegion', path: 'DesksOfTheSecondRegion', region: 'eu-central-1' },
    ],
    agents: infos,
    changes: infos.flatMap(({ path }, index) => [
      {
        kind: 'model',
        tag: 'model',
        severity: 'info',
        status: 'changed',
        path,
        words: 'The model has changed from Claude Sonnet 4.5 to Claude Sonnet 4.6.',
      } as const,
      ...(index % 5 === 0
        ? [
            {
              kind: 'data-loss',
              tag: 'data loss',
              severity: 'error',
              status: 'removed',
              path: `${path}/Memory`,
              words: `The memory of ${path} is deleted with all conversations.`,
            } as const,
          ]
        : []),
    ]),
    findings: infos.flatMap((_, index) =>
      index % 2 === 0
        ? [
            {
              ...SUPPORT_DESK.findings[0],
              path: pathOf(index),
              severity: index % 10 === 0 ? 'error' : 'warning',
            } as const,
          ]
        : [],
    ),
    others: [
      {
        path: 'Desks/OldGateway',
        name: 'OldGateway',
        kind: 'Gateway',
        stack: 'Desks',
        permissions: DESK.permissions.slice(-2),
        data: [],
      },
    ],
  };
}
