import type { AgentInfo, Permission, TopologyEdge } from '../../../src/review/model';

const HARNESS_ROLE = 'SupportDesk/Desk/ExecutionRole';
export const GATEWAY_ROLE = 'SupportDesk/Shop/ServiceRole';

function permission(feature: string, words: string, actions: string[], more: Partial<Permission> = {}): Permission {
  const resources = more.resources ?? [`arn:aws:<service>:us-east-1:<account>:${feature}`];
  return {
    feature,
    role: HARNESS_ROLE,
    owner: 'the harness Desk',
    effect: 'Allow',
    words,
    isExplained: true,
    hasWildcard: false,
    actions,
    resources,
    statement: {
      Sid: feature.replace(/\W/g, ''),
      Effect: more.effect ?? 'Allow',
      Action: actions,
      Resource: resources,
    },
    ...more,
  };
}

const edges = (text: string): TopologyEdge[] =>
  text.split('\n').flatMap((line) => {
    const [from, targets] = line.trim().split(' > ');
    return (targets ?? '')
      .split(', ')
      .filter(Boolean)
      .map((to) => ({ from, to }));
  });

export const DESK: AgentInfo = {
  path: 'SupportDesk/Desk',
  name: 'Desk',
  kind: 'harness',
  stack: 'SupportDesk',
  topology: {
    nodes: [
      {
        id: 'users',
        column: 'callers',
        kind: 'Cognito user pool',
        name: 'Users',
        lines: ['client Browser', 'client Backend (secret)'],
        path: 'SupportDesk/Users',
      },
      {
        id: 'nobody',
        column: 'callers',
        kind: 'IAM',
        name: 'No IAM callers',
        lines: ['the agent accepts tokens only'],
        isMuted: true,
      },
      {
        id: 'prod',
        column: 'endpoints',
        kind: 'Endpoint',
        name: 'prod',
        lines: ['pinned to version 1'],
        path: 'SupportDesk/Desk/Endpoint-prod',
      },
      {
        id: 'staging',
        column: 'endpoints',
        kind: 'Endpoint',
        name: 'staging',
        lines: ['updated with each deployment'],
        path: 'SupportDesk/Desk/Endpoint-staging',
      },
      {
        id: 'default',
        column: 'endpoints',
        kind: 'Endpoint',
        name: 'DEFAULT',
        lines: ['the newest version'],
        isMuted: true,
      },
      {
        id: 'desk',
        column: 'agent',
        kind: 'Harness',
        name: 'Desk',
        lines: [
          'Claude Sonnet 4.6, global inference profile',
          'temperature 0.2',
          '75 iterations · 1 hour',
          'JWT authorizer: Users',
        ],
        path: 'SupportDesk/Desk',
      },
      {
        id: 'shop',
        column: 'tools',
        kind: 'Gateway',
        name: 'Shop',
        lines: ['2 targets', 'inbound: AWS_IAM'],
        path: 'SupportDesk/Shop',
        status: 'changed',
      },
      {
        id: 'interpreter',
        column: 'tools',
        kind: 'Code interpreter',
        name: 'AWS managed',
        lines: ['no access to your network'],
      },
      {
        id: 'approve',
        column: 'tools',
        kind: 'Hook · before tool call',
        name: 'approve',
        lines: ['denies on error and on timeout'],
      },
      { id: 'told', column: 'tools', kind: 'Hook · after invocation', name: 'told', lines: ['notification only'] },
      {
        id: 'orders',
        column: 'targets',
        kind: 'Lambda function',
        name: 'order-lookup',
        lines: ['look_up_order'],
        path: 'SupportDesk/order-lookup',
      },
      {
        id: 'refunds',
        column: 'targets',
        kind: 'Lambda function',
        name: 'refund',
        lines: ['request_refund'],
        path: 'SupportDesk/refund',
        status: 'added',
      },
      {
        id: 'approve-function',
        column: 'targets',
        kind: 'Lambda function',
        name: 'approve-refund',
        lines: [],
        path: 'SupportDesk/approve-refund',
      },
      {
        id: 'topic',
        column: 'targets',
        kind: 'SNS topic',
        name: 'Told',
        lines: ['TLS required'],
        path: 'SupportDesk/Told',
      },
      {
        id: 'memory',
        column: 'data',
        kind: 'Memory · retained',
        name: 'Customers',
        lines: ['user preferences', 'events 90 days', 'AWS owned key'],
        path: 'SupportDesk/Customers',
      },
      {
        id: 'cases',
        column: 'data',
        kind: 'EFS access point · retained',
        name: 'Cases',
        lines: ['/mnt/cases, read and write'],
        path: 'SupportDesk/Cases',
      },
      {
        id: 'vpc',
        column: 'data',
        kind: 'VPC',
        name: 'Vpc',
        lines: ['2 private subnets, NAT gateway', '1 security group'],
        path: 'SupportDesk/Vpc',
      },
    ],
    edges: [
      ...edges(`users > prod, staging, default
        prod > desk
        staging > desk
        default > desk
        desk > shop, interpreter, approve, told, memory, cases, vpc
        shop > orders
        approve > approve-function
        told > topic`),
      { from: 'shop', to: 'refunds', status: 'added' },
    ],
  },
  permissions: [
    permission(
      'Model',
      'Invoke Claude Sonnet 4.6 through the global inference profile, and only through it',
      ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
      {
        reason:
          'The Region of the foundation model is *, because the profile routes to several Regions. A condition requires the profile.',
        hasWildcard: true,
        resources: ['arn:aws:bedrock:*::foundation-model/anthropic.claude-sonnet-4-6'],
      },
    ),
    permission('Tool · shop', 'Call the tools of the gateway Shop', ['bedrock-agentcore:InvokeGateway']),
    permission('Tool · code interpreter', 'Run code in sessions of the AWS managed interpreter', [
      'bedrock-agentcore:StartCodeInterpreterSession',
      'bedrock-agentcore:InvokeCodeInterpreter',
      'bedrock-agentcore:StopCodeInterpreterSession',
      'bedrock-agentcore:GetCodeInterpreterSession',
      'bedrock-agentcore:ListCodeInterpreterSessions',
    ]),
    permission(
      'Memory · Customers',
      'Read and write the events of each actor, and search the records below /preferences/',
      ['bedrock-agentcore:CreateEvent', 'bedrock-agentcore:ListEvents', 'bedrock-agentcore:RetrieveMemoryRecords'],
    ),
    permission('File system · Cases', 'Mount the access point Agent of Cases, and write to it', [
      'elasticfilesystem:ClientMount',
      'elasticfilesystem:ClientWrite',
    ]),
    permission('Hook · approve', 'Invoke the function approve-refund', ['lambda:InvokeFunction']),
    permission('Hook · told', 'Publish to the topic Told', ['sns:Publish']),
    permission(
      'Logs, traces, metrics',
      'Write to the log groups of the harness, send traces, and publish metrics in the namespace bedrock-agentcore',
      ['logs:CreateLogStream', 'logs:PutLogEvents', 'xray:PutTraceSegments', 'cloudwatch:PutMetricData'],
      {
        hasWildcard: true,
        reason: 'AWS X-Ray and PutMetricData have no resource types. A condition limits the namespace of the metrics.',
      },
    ),
    permission('Roles', 'Assume any role', ['sts:AssumeRole'], {
      effect: 'Deny',
      hasWildcard: true,
      reason: 'Callers can override model parameters, and one of the parameters names a role.',
    }),
    permission('Target · Refunds', 'Invoke the function refund', ['lambda:InvokeFunction'], {
      role: GATEWAY_ROLE,
      owner: 'the gateway Shop',
    }),
    permission('Statement 3', 'Read all objects of the bucket archive', ['s3:GetObject*'], {
      role: GATEWAY_ROLE,
      owner: 'the gateway Shop',
      isExplained: false,
      hasWildcard: true,
      resources: ['arn:aws:s3:::archive/*'],
    }),
  ],
  exposure: [
    {
      way: 'InvokeHarness',
      who: 'users of Users through the clients Browser and Backend',
      checks: 'issuer and client ID; no scope is required',
      level: 'limited',
    },
    { way: 'Commands and shell, as root in the session', who: 'nobody has the permission', checks: '', level: 'none' },
    {
      way: 'Network, outbound',
      who: '0.0.0.0/0 through a NAT gateway; TCP 2049 to Cases',
      checks: 'security group DeskSecurityGroup',
      level: 'limited',
    },
  ],
  data: [
    {
      path: 'SupportDesk/Customers',
      content: 'Conversations, preferences',
      store: 'Memory Customers',
      key: 'AWS owned key',
      duration: 'events 90 days, records until they are deleted',
      onDelete: 'retained',
      onReplace: 'retained',
      onRollback: 'retained',
    },
    {
      path: 'SupportDesk/Cases',
      content: 'Files of cases',
      store: 'EFS file system Cases',
      key: 'AWS managed key',
      duration: 'until they are deleted',
      onDelete: 'retained',
      onReplace: 'retained',
      onRollback: 'deleted',
    },
    {
      content: 'Logs of sessions',
      store: 'Log group of AgentCore',
      key: 'Amazon CloudWatch Logs default',
      duration: 'never expires',
      onDelete: 'not applicable',
      onReplace: 'not applicable',
      onRollback: 'not applicable',
    },
  ],
};
