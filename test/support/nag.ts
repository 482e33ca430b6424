/** The accepted findings of the AwsSolutions pack of cdk-nag, each with its reason. */

export interface Reviewed {
  /** The finding. `<…>` is a placeholder for a part that differs between agents. */
  readonly finding: string;
  /** The path of the resource, with the same placeholders. */
  readonly at: string;
  readonly reason: string;
}

const AGENT_ROLE = '<agent>/Role/Resource';
const UPLOAD = '<stack>/Custom::CDKBucketDeployment<hash>/ServiceRole';
const UPLOAD_REASON =
  'The BucketDeployment of aws-cdk-lib uses this function to upload a skill. Upload the skill yourself and use Skill.fromBucket to avoid the function.';

const FILES_ROLES = ['PrivateAnalyst/FilingsFiles', 'WorkflowAgent/Terms'].map((path) => `${path}/Role/Resource`);

/** Findings on resources that this library creates. `docs/cdk-nag.md` has the same table. */
export const LIBRARY: Reviewed[] = [
  {
    finding: 'AwsSolutions-IAM5[Resource::*]',
    at: AGENT_ROLE,
    reason:
      'IAM cannot limit these actions to a resource: registry tokens, traces and metrics. A condition limits the metrics to one namespace. The statement for sts:AssumeRole is a denial.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:/aws/bedrock-agentcore/runtimes/<name>-*]',
    at: AGENT_ROLE,
    reason:
      'AgentCore appends ten random characters to the name of the agent in the log group name, and harness_ precedes the name of a harness.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:/aws/bedrock-agentcore/runtimes/<name>-*:log-stream:*]',
    at: AGENT_ROLE,
    reason: 'AgentCore generates the names of the log streams in this log group.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:log-group:*]',
    at: AGENT_ROLE,
    reason: 'IAM cannot limit logs:DescribeLogGroups to one log group.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:workload-identity-directory/default/workload-identity/<name>-*]',
    at: AGENT_ROLE,
    reason: 'AgentCore appends ten random characters to the name of the agent in the name of its workload identity.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:bedrock:*::foundation-model/<model>]',
    at: AGENT_ROLE,
    reason:
      'An inference profile invokes one model in several Regions. A condition allows it only through this profile.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:ecr:<region>:*:repository/harness-*]',
    at: AGENT_ROLE,
    reason:
      'In a VPC, the managed image comes from an account of AgentCore. The statement does not exist if you set image.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<bucket>/skills/<skill>/*]',
    at: AGENT_ROLE,
    reason: 'A skill is a directory, and the agent reads all of its files.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<agent>/harness-endpoint/*]',
    at: '<caller>/DefaultPolicy/Resource',
    reason: 'agent.grants covers all endpoints of an agent. endpoint.grants covers one endpoint.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<arn>:execute-api:<api>/<stage>/<method>/<path>/*]',
    at: '<target>/RolePolicy/Resource',
    reason: 'A path parameter can have any value, so the resource ends with a wildcard.',
  },
  {
    finding: 'AwsSolutions-IAM5[Resource::<bucket>/*]',
    at: 'MemoryPerTenant/Users/Role/Resource',
    reason: 'AgentCore generates the names of the objects that a self-managed strategy writes.',
  },
  ...FILES_ROLES.flatMap((at) => [
    {
      finding: 'AwsSolutions-IAM5[Resource::<bucket>/*]',
      at,
      reason: 'S3 Files synchronizes all files below the prefix in both directions.',
    },
    {
      finding: 'AwsSolutions-IAM5[Resource::<arn>:rule/DO-NOT-DELETE-S3-Files*]',
      at,
      reason: 'S3 Files generates the names of the rules that report changes of the bucket.',
    },
  ]),
  ...[
    [
      'AwsSolutions-IAM5[Resource::<arn>:launch-template/*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:autoScalingGroup:*:autoScalingGroupName/agentcore-managed-instances-*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:rule/agentcore-lifecycle-events-*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:fleet/*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:instance/*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:network-interface/*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:volume/*]',
      'AgentCore creates these resources when it launches instances. Tags and conditions exclude other resources of the account.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:*:subnet/<subnet>]',
      'A shared subnet or security group can belong to another account, so the account in its ARN is not known.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>:*:security-group/<group>]',
      'A shared subnet or security group can belong to another account, so the account in its ARN is not known.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<arn>::image/*]',
      'AgentCore selects the image of instances. A condition allows images of Amazon only.',
    ],
  ].map(([finding, reason]) => ({ finding, at: 'WorkflowAgentOnInstances/Fleet/Role/Resource', reason })),
  {
    finding: 'AwsSolutions-IAM5[Resource::<agent>/runtime-endpoint/*]',
    at: '<caller>/DefaultPolicy/Resource',
    reason: 'agent.grants covers all endpoints of an agent. endpoint.grants covers one endpoint.',
  },
  ...[
    [
      'AwsSolutions-SF1',
      'The execution history contains the input and the answer of the only task. A log would contain them for longer.',
    ],
    ['AwsSolutions-SF2', 'The workflow has only one task, so a trace shows no more than the execution history.'],
  ].map(([finding, reason]) => ({ finding, at: '<stack>/<schedule or rule>/Workflow/Resource', reason })),
  {
    finding: 'AwsSolutions-S1',
    at: '<stack>/AgentCoreSkills/Resource',
    reason:
      'The bucket contains only copies of directories of the app. Pass a bucket with access logs to Skill.fromDirectory if you need them.',
  },
  ...[
    ['AwsSolutions-IAM4[Policy::<arn>:policy/service-role/AWSLambdaBasicExecutionRole]', `${UPLOAD}/Resource`],
    ['AwsSolutions-IAM5[Action::s3:<action>*]', `${UPLOAD}/DefaultPolicy/Resource`],
    ['AwsSolutions-IAM5[Resource::<bucket>/*]', `${UPLOAD}/DefaultPolicy/Resource`],
    ['AwsSolutions-L1', '<stack>/Custom::CDKBucketDeployment<hash>/Resource'],
  ].map(([finding, at]) => ({ finding, at, reason: UPLOAD_REASON })),
];

const LAMBDA_LOGS = "It lets a function write its log, and is what aws-cdk-lib's Function comes with.";

/** Findings on resources of the examples that this library does not create. */
export const EXAMPLES: Reviewed[] = [
  ...[
    'WorkflowAgent/open-claim',
    'WorkflowAgent/file-claim',
    'Identity/list-issues',
    'SupportDesk/order-lookup',
    'SupportDesk/approve-refund',
    'SupportDesk/refund',
    'PrivateAnalyst/Backend',
    'TypeScriptAgent/order-lookup',
    'TypeScriptAgent/ask-support',
    'GatewayTools/Orders',
    'GatewayTools/Stock',
    'MemoryPerTenant/RecallAcme',
    'MemoryPerTenant/RecordEvent',
    'QueueWorker/triage-ticket',
    'ApprovalWorkflow/ask',
    'ApprovalWorkflow/decide',
    'ApprovalWorkflow/refund',
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
    reason: 'The owner of the bucket chooses access logs. The objects expire after a week.',
  },
  {
    finding: 'AwsSolutions-KDS3',
    at: 'MemoryPerTenant/Records/Resource',
    reason:
      'The rule recommends the AWS managed key, which is free. The example has one customer managed key for all data.',
  },
  ...['PrivateAnalyst/Filings', 'WorkflowAgent/Documents', 'KnowledgeBase/Documents'].map((path) => ({
    finding: 'AwsSolutions-S1',
    at: `${path}/Resource`,
    reason: 'The owner of the bucket chooses access logs. An app would usually import a bucket.',
  })),
  ...['SupportDesk', 'PrivateAnalyst', 'WorkflowAgent'].map((stack) => ({
    finding: 'AwsSolutions-VPC7',
    at: `${stack}/Vpc/Resource`,
    reason: 'The owner of the VPC chooses flow logs. An app would usually import a VPC.',
  })),
  ...['AwsSolutions-COG1', 'AwsSolutions-COG2', 'AwsSolutions-COG8'].map((finding) => ({
    finding,
    at: 'SupportDesk/Users/Resource',
    reason: 'The owner of the user pool chooses the sign-in. An app would usually import a user pool.',
  })),
  {
    finding: 'AwsSolutions-COG8',
    at: 'WebChat/Users/Resource',
    reason: 'Threat protection is a choice of the account, for its price. Users sign in with a second factor.',
  },
  {
    finding: 'AwsSolutions-S1',
    at: 'WebChat/Page/Resource',
    reason: 'The bucket contains only the files of a public page. Access logs are a choice of the account.',
  },
  ...[
    ['AwsSolutions-CFR1', 'The countries of the users are a choice of the account.'],
    [
      'AwsSolutions-CFR2',
      'AWS WAF is a choice of the account, for its price. The agent accepts only users with a token.',
    ],
    ['AwsSolutions-CFR3', 'Access logs are a choice of the account.'],
    [
      'AwsSolutions-CFR4',
      'The certificate of cloudfront.net determines the TLS version. A custom domain with a certificate changes it.',
    ],
  ].map(([finding, reason]) => ({ finding, at: 'WebChat/Distribution/Resource', reason })),
  {
    finding: 'AwsSolutions-IAM5[Resource::<bucket>/*]',
    at: 'KnowledgeBase/KnowledgeBaseRole/Resource',
    reason: 'The knowledge base reads all documents of the bucket.',
  },
  {
    finding: 'AwsSolutions-SQS3',
    at: 'ScheduledAgent/Missed/Resource',
    reason: 'The queue is the dead-letter queue.',
  },
  ...[
    [
      'AwsSolutions-SMG4',
      'SigningKey',
      'A new key invalidates the links of people who have not decided. Rotate it when no execution waits.',
    ],
    [
      'AwsSolutions-IAM5[Resource::<function>:*]',
      'Workflow/Role/DefaultPolicy',
      'It lets the workflow invoke the versions of one function. aws-cdk-lib adds it with LambdaInvoke.',
    ],
    [
      'AwsSolutions-SF1',
      'Workflow',
      'The execution history contains each step. A log would contain the orders of customers for longer.',
    ],
    ['AwsSolutions-SF2', 'Workflow', 'Traces are a choice of the account.'],
  ].map(([finding, path, reason]) => ({ finding, at: `ApprovalWorkflow/${path}/Resource`, reason })),
  {
    finding: 'AwsSolutions-SQS3',
    at: 'QueueWorker/Answers/Resource',
    reason: 'The reader of the answers decides how often an answer is received.',
  },
  {
    finding: 'AwsSolutions-S1',
    at: 'AssistantPipeline/Pipeline/Pipeline/ArtifactsBucket/Resource',
    reason: 'The bucket contains the artifacts of a pipeline. Access logs are a choice of the account.',
  },
  {
    finding: 'AwsSolutions-CB4',
    at: 'AssistantPipeline/Pipeline/<step>/Resource',
    reason: 'AWS CodeBuild encrypts with an AWS managed key unless the pipeline has cross-account keys.',
  },
  {
    finding: 'AwsSolutions-IAM5[<wildcard>]',
    at: 'AssistantPipeline/Pipeline/<step>/DefaultPolicy/Resource',
    reason: 'aws-cdk-lib grants its pipelines the artifacts, the logs and the roles of the CDK in this way.',
  },
  ...['bedrock-runtime', 'bedrock-agentcore', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray'].map((endpoint) => ({
    finding: 'AwsSolutions-EC23',
    at: `PrivateAnalyst/Vpc/${endpoint}/SecurityGroup/Resource`,
    reason:
      "The rule cannot read the VPC's address range, which is not known at synth. No other may reach the endpoint.",
  })),
];

/** Whether a reviewed entry matches a finding. */
export function covers(reviewed: Reviewed, finding: string, path: string): boolean {
  return pattern(reviewed.finding).test(finding) && pattern(reviewed.at).test(path);
}

function pattern(text: string): RegExp {
  const parts = text.split(/<[^>]*>/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}
