/** The findings of cdk-nag's AwsSolutions that stand, each with its reason. */

export interface Reviewed {
  /** The finding; `<…>` stands for what differs from agent to agent. */
  readonly finding: string;
  /** The path of the resource, likewise. */
  readonly at: string;
  readonly reason: string;
}

const AGENT_ROLE = '<agent>/Role/Resource';
const UPLOAD = '<stack>/Custom::CDKBucketDeployment<hash>/ServiceRole';
const UPLOAD_REASON =
  "It is the function by which aws-cdk-lib's BucketDeployment uploads a directory, and has what it needs to do so. Upload the skill yourself and use Skill.fromBucket, and it is not there.";

const FILES_ROLES = ['PrivateAnalyst/FilingsFiles', 'WorkflowAgent/Terms'].map((path) => `${path}/Role/Resource`);

/** On resources that this library makes. The README has the same table. */
export const LIBRARY: Reviewed[] = [
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    at: AGENT_ROLE,
    reason:
      'These actions have no resource: the tokens of registries, traces, and metrics, which a condition keeps to one namespace. sts:AssumeRole is denied on all.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:/aws/bedrock-agentcore/runtimes/<name>-*]',
    at: AGENT_ROLE,
    reason:
      'The service names the log group after the agent and ten characters of its own; of a harness, harness_ comes before the name.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:/aws/bedrock-agentcore/runtimes/<name>-*:log-stream:*]',
    at: AGENT_ROLE,
    reason: 'The streams of that log group, which sessions name.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:*]',
    at: AGENT_ROLE,
    reason: 'logs:DescribeLogGroups lists log groups, and can be given for all of them only.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:workload-identity-directory/default/workload-identity/<name>-*]',
    at: AGENT_ROLE,
    reason: "The service names the agent's identity after it and ten characters of its own, like the log group.",
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:bedrock:*::foundation-model/<model>]',
    at: AGENT_ROLE,
    reason:
      'An inference profile calls one model in several Regions. A condition keeps the model closed but through that profile.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:ecr:<region>:*:repository/harness-*]',
    at: AGENT_ROLE,
    reason:
      "In a VPC the service's own image comes from an account of the service. With an image of your own it is not there.",
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<bucket>/skills/<skill>/*]',
    at: AGENT_ROLE,
    reason: 'A skill is a directory, and all of its files are read.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<agent>/harness-endpoint/*]',
    at: '<caller>/DefaultPolicy/Resource',
    reason: "agent.grants is for all of an agent's endpoints. endpoint.grants is for one.",
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:execute-api:<api>/<stage>/<method>/<path>/*]',
    at: '<target>/RolePolicy/Resource',
    reason: 'IAM knows nothing of the parameters of a path: whatever stands for one is let through.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<bucket>/*]',
    at: 'MemoryPerTenant/Users/Role/Resource',
    reason: 'It is the role of a memory with a self-managed strategy, whose payloads the service names.',
  },
  ...FILES_ROLES.flatMap((at) => [
    {
      finding: 'AwsSolutions-IAM5[Resource::<bucket>/*]',
      at,
      reason: 'All files below the prefix are synchronized, both ways.',
    },
    {
      finding: 'AwsSolutions-IAM5[Resource::<arn>:rule/DO-NOT-DELETE-S3-Files*]',
      at,
      reason: 'S3 Files names the rules by which it hears of changes of the bucket.',
    },
  ]),
  ...[
    [
      'AwsSolutions-IAM5[Resource::<arn>:launch-template/*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:autoScalingGroup:*:autoScalingGroupName/agentcore-managed-instances-*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:rule/agentcore-lifecycle-events-*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:fleet/*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:instance/*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:network-interface/*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:volume/*]',
      'AgentCore makes these when it launches instances, and names them itself: tags and conditions keep the rest of the account closed.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:*:subnet/<subnet>]',
      'A shared subnet or security group may be of another account, so its ARN is not known whole.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:*:security-group/<group>]',
      'A shared subnet or security group may be of another account, so its ARN is not known whole.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>::image/*]',
      "AgentCore chooses the image of instances: a condition keeps it to Amazon's own.",
    ],
  ].map(([finding, reason]) => ({ finding, at: 'WorkflowAgentOnInstances/Fleet/Role/Resource', reason })),
  {
    finding: 'AwsSolutions-IAM5[Resource::<agent>/runtime-endpoint/*]',
    at: '<caller>/DefaultPolicy/Resource',
    reason: "agent.grants is for all of an agent's endpoints. endpoint.grants is for one.",
  },
  {
    finding: 'AwsSolutions-S1',
    at: '<stack>/AgentCoreSkills/Resource',
    reason:
      'The bucket holds copies of directories of the app, and nothing else. Skill.fromDirectory takes a bucket of your own, with logs.',
  },
  ...[
    ['AwsSolutions-IAM4[Policy::<arn>:policy/service-role/AWSLambdaBasicExecutionRole]', `${UPLOAD}/Resource`],
    ['AwsSolutions-IAM5[Action::s3:<action>*]', `${UPLOAD}/DefaultPolicy/Resource`],
    ['AwsSolutions-IAM5[Resource::<bucket>/*]', `${UPLOAD}/DefaultPolicy/Resource`],
    ['AwsSolutions-L1', '<stack>/Custom::CDKBucketDeployment<hash>/Resource'],
  ].map(([finding, at]) => ({ finding, at, reason: UPLOAD_REASON })),
];

const LAMBDA_LOGS = "It lets a function write its log, and is what aws-cdk-lib's Function comes with.";

/** On resources of the examples around the agents. */
export const EXAMPLES: Reviewed[] = [
  ...[
    'WorkflowAgent/open-claim',
    'WorkflowAgent/file-claim',
    'Identity/list-issues',
    'SupportDesk/order-lookup',
    'SupportDesk/approve-refund',
    'PrivateAnalyst/Backend',
    'TypeScriptAgent/order-lookup',
    'TypeScriptAgent/ask-support',
    'GatewayTools/Orders',
    'GatewayTools/Stock',
    'MemoryPerTenant/RecallAcme',
    'MemoryPerTenant/RecordEvent',
  ].flatMap((path) => [
    {
      finding: 'AwsSolutions-IAM4[Policy::<arn>:policy/service-role/AWSLambdaBasicExecutionRole]',
      at: `${path}/ServiceRole/Resource`,
      reason: LAMBDA_LOGS,
    },
  ]),
  {
    finding: 'AwsSolutions-S1',
    at: 'MemoryPerTenant/Payloads/Resource',
    reason: 'Access logs are the choice of whoever runs the bucket. What is in it goes after a week.',
  },
  {
    finding: 'AwsSolutions-KDS3',
    at: 'MemoryPerTenant/Records/Resource',
    reason: 'The rule asks for the key of the service, for its price. The example has a key of its own for everything.',
  },
  ...['PrivateAnalyst/Filings', 'WorkflowAgent/Documents'].map((path) => ({
    finding: 'AwsSolutions-S1',
    at: `${path}/Resource`,
    reason: 'Access logs are the choice of whoever keeps the bucket: an app would bring one that is there.',
  })),
  ...['SupportDesk', 'PrivateAnalyst', 'WorkflowAgent'].map((stack) => ({
    finding: 'AwsSolutions-VPC7',
    at: `${stack}/Vpc/Resource`,
    reason: 'Flow logs are the choice of whoever runs the VPC: an app would bring one that is there.',
  })),
  ...['AwsSolutions-COG1', 'AwsSolutions-COG2', 'AwsSolutions-COG8'].map((finding) => ({
    finding,
    at: 'SupportDesk/Users/Resource',
    reason: 'How users sign in is the choice of whoever runs the pool: an app would bring one that is there.',
  })),
  ...['bedrock-runtime', 'bedrock-agentcore', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray'].map((endpoint) => ({
    finding: 'AwsSolutions-EC23',
    at: `PrivateAnalyst/Vpc/${endpoint}/SecurityGroup/Resource`,
    reason:
      "The rule cannot read the VPC's address range, which is not known at synth. No other may reach the endpoint.",
  })),
];

/** Whether a reviewed entry is about this finding. */
export function covers(reviewed: Reviewed, finding: string, path: string): boolean {
  return pattern(reviewed.finding).test(finding) && pattern(reviewed.at).test(path);
}

function pattern(text: string): RegExp {
  const parts = text.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}
