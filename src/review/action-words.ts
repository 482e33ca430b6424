import { listed } from '../private/listed';
import { uncapital } from './phrases';
import { matchesAction } from './policies';

/**
 * The words of actions: a pattern of actions, the sentence with `{}` in place of the resources, and the words for all
 * resources. The first pattern that matches counts.
 */
type Row = readonly [actions: RegExp, sentence: string, all: string];

const AGENTS = 'every agent';
const ROWS: readonly Row[] = [
  [/^bedrock:(InvokeModel|Converse)/, 'Invoke {}', 'every model'],
  [/^bedrock:ApplyGuardrail$/, 'Apply {}', 'every guardrail'],
  [/^bedrock:(Retrieve|RetrieveAndGenerate)$/, 'Search {}', 'every knowledge base'],
  [/^bedrock-mantle:CreateInference$/, 'Invoke {}', 'every model of bedrock-mantle'],
  [/^bedrock-mantle:CallWithBearerToken$/, 'Call bedrock-mantle with bearer tokens', ''],
  [/^bedrock-agentcore:(InvokeHarness|InvokeAgentRuntime)$/, 'Invoke {}', AGENTS],
  [/^bedrock-agentcore:InvokeAgentRuntimeForUser$/, 'Invoke {} on behalf of users that the caller names', AGENTS],
  [/^bedrock-agentcore:InvokeAgentRuntimeCommand$/, 'Run commands as root in sessions of {}', AGENTS],
  [/^bedrock-agentcore:InvokeAgentRuntimeCommandShell$/, 'Open shells as root in sessions of {}', AGENTS],
  [/^bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStream$/, 'Stream to and from {}', AGENTS],
  [
    /^bedrock-agentcore:InvokeAgentRuntimeWithWebSocketStreamForUser$/,
    'Stream to and from {} on behalf of users that the caller names',
    AGENTS,
  ],
  [/^bedrock-agentcore:StopRuntimeSession$/, 'Stop sessions of {}', AGENTS],
  [/^bedrock-agentcore:GetAgentCard$/, 'Read the agent card of {}', AGENTS],
  [/^bedrock-agentcore:InvokeGateway$/, 'Call the tools of {}', 'every gateway'],
  [/^bedrock-agentcore:InvokeWebSearch$/, 'Search the web', ''],
  [
    /^bedrock-agentcore:(?!(Create|Delete)Browser(Profile)?$)\w*Browser\w*$/,
    'Use browser sessions of {}',
    'every browser',
  ],
  [
    /^bedrock-agentcore:(?!(Create|Delete)CodeInterpreter$)\w*CodeInterpreter\w*$/,
    'Run code in sessions of {}',
    'every code interpreter',
  ],
  [
    /^bedrock-agentcore:GetWorkloadAccessTokenForUserId$/,
    'Get access tokens on behalf of user IDs that the code supplies',
    '',
  ],
  [
    /^bedrock-agentcore:(GetWorkloadAccessToken|CreateWorkloadIdentity)/,
    'Get access tokens for the workload identity',
    '',
  ],
  [/^bedrock-agentcore:GetResourceApiKey$/, 'Read {}', 'every API key'],
  [/^bedrock-agentcore:GetResourceOauth2Token$/, 'Get tokens of {}', 'every OAuth client'],
  [/^bedrock-agentcore:(CreateEvent)$/, 'Write events to {}', 'every memory'],
  [/^bedrock-agentcore:(GetEvent|ListEvents|ListSessions|ListActors)$/, 'Read events of {}', 'every memory'],
  [/^bedrock-agentcore:DeleteEvent$/, 'Delete events of {}', 'every memory'],
  [
    /^bedrock-agentcore:(RetrieveMemoryRecords|ListMemoryRecords|GetMemoryRecord)$/,
    'Search the records of {}',
    'every memory',
  ],
  [/^bedrock-agentcore:(BatchCreateMemoryRecords|BatchUpdateMemoryRecords)$/, 'Write records to {}', 'every memory'],
  [/^bedrock-agentcore:(Batch)?DeleteMemoryRecords?$/, 'Delete records of {}', 'every memory'],
  [/^bedrock-agentcore:GetMemory$/, 'Read the configuration of {}', 'every memory'],
  [
    /^bedrock-agentcore:(GetPolicyEngine|AuthorizeAction|PartiallyAuthorizeActions|CheckAuthorizePermissions)$/,
    'Check requests with {}',
    'every policy engine',
  ],
  [/^lambda:Invoke/, 'Invoke {}', 'every Lambda function'],
  [/^states:Start(Sync)?Execution$/, 'Start {}', 'every state machine'],
  [/^sns:Get/, 'Read the attributes of {}', 'every SNS topic'],
  [/^sns:Publish$/, 'Publish to {}', 'every SNS topic'],
  [/^sqs:SendMessage$/, 'Send messages to {}', 'every SQS queue'],
  [
    /^sqs:(ReceiveMessage|DeleteMessage|ChangeMessageVisibility|GetQueueAttributes|GetQueueUrl)$/,
    'Receive messages of {}',
    'every SQS queue',
  ],
  [/^events:PutEvents$/, 'Send events to {}', 'every event bus'],
  [/^events:(Describe|List)/, 'Read {}', 'every EventBridge rule'],
  [/^events:(Put|Remove|Delete|Disable|Enable)/, 'Manage {}', 'every EventBridge rule'],
  [/^s3:(GetBucket|ListBucket|List)/, 'List the objects of {}', 'every bucket'],
  [/^s3:Get/, 'Read objects of {}', 'every bucket'],
  [/^s3:(PutObject|Abort)/, 'Write objects of {}', 'every bucket'],
  [/^s3:DeleteObject/, 'Delete objects of {}', 'every bucket'],
  [/^s3:Put$/, 'Write objects, policies and settings of {}', 'every bucket'],
  [/^s3:Delete$/, 'Delete objects, policies and settings of {}', 'every bucket'],
  [/^s3:DeleteBucket$/, 'Delete {}', 'every bucket'],
  [/^dynamodb:(Get|BatchGet|Query|Scan|ConditionCheck|Describe)/, 'Read items of {}', 'every DynamoDB table'],
  [/^dynamodb:(PutItem|UpdateItem|BatchWrite)/, 'Write items of {}', 'every DynamoDB table'],
  [/^dynamodb:DeleteItem/, 'Delete items of {}', 'every DynamoDB table'],
  [/^dynamodb:DeleteTable$/, 'Delete {}', 'every DynamoDB table'],
  [/^secretsmanager:(GetSecretValue|DescribeSecret)$/, 'Read {}', 'every secret'],
  [/^ssm:GetParameter/, 'Read {}', 'every parameter'],
  [/^kms:(Decrypt|GenerateDataKey|Encrypt|ReEncrypt|DescribeKey|CreateGrant)/, 'Use {}', 'every KMS key'],
  [/^kms:Sign$/, 'Sign with {}', 'every KMS key'],
  [/^kinesis:(Put|Describe|List)/, 'Write to {}', 'every Kinesis stream'],
  [/^execute-api:Invoke$/, 'Call {}', 'every API of API Gateway'],
  [/^elasticfilesystem:ClientRootAccess$/, 'Use {} as root', 'every EFS file system'],
  [/^elasticfilesystem:ClientWrite$/, 'Write to {}', 'every EFS file system'],
  [/^elasticfilesystem:ClientMount$/, 'Mount {}', 'every EFS file system'],
  [/^elasticfilesystem:Describe/, 'Find {}', 'every EFS file system'],
  [/^s3files:ClientWrite$/, 'Write to {}', 'every S3 Files file system'],
  [/^s3files:ClientMount$/, 'Mount {}', 'every S3 Files file system'],
  [/^s3files:ClientRootAccess$/, 'Use {} as root', 'every S3 Files file system'],
  [/^s3files:(Get|List)/, 'Find {}', 'every S3 Files file system'],
  [/^logs:DescribeLogGroups$/, 'List the log groups', ''],
  [/^logs:PutResourcePolicy$/, 'Let AWS X-Ray deliver traces to {}', 'every log group'],
  [/^logs:(Create|Put(LogEvents|RetentionPolicy)$|Describe|Tag)/, 'Write to {}', 'every log group'],
  [/^xray:(Put|Get(SamplingRules|SamplingTargets|SamplingStatistic))/, 'Send traces to AWS X-Ray', ''],
  [/^cloudwatch:PutMetricData$/, 'Publish metrics', ''],
  [/^ecr-public:GetAuthorizationToken$|^sts:GetServiceBearerToken$/, 'Pull images from Amazon ECR Public', ''],
  [/^ecr:GetAuthorizationToken$/, 'Get a token to pull images from Amazon ECR', ''],
  [
    /^ecr:(BatchGetImage|GetDownloadUrlForLayer|BatchCheckLayerAvailability)$/,
    'Pull images of {}',
    'every ECR repository',
  ],
  [/^sts:AssumeRole/, 'Assume {}', 'every role that trusts the role'],
  [/^sts:GetWebIdentityToken$/, 'Get web identity tokens of IAM', ''],
  [/^iam:PassRole$/, 'Pass {} to services', 'every role'],
  [/^iam:CreateServiceLinkedRole$/, 'Create service-linked roles', ''],
  [/^(ec2|autoscaling):Describe/, 'Look up instances, networks and volumes', ''],
  [
    /^ec2:(RunInstances|CreateFleet|StartInstances|TerminateInstances|StopInstances|RebootInstances)/,
    'Launch and terminate instances',
    '',
  ],
  [/^ec2:\w*LaunchTemplate/, 'Manage launch templates', ''],
  [/^ec2:\w*NetworkInterface/, 'Manage network interfaces', ''],
  [/^ec2:\w*(Volume|Snapshot)/, 'Manage volumes', ''],
  [/^(ec2:(Create|Delete)Tags|autoscaling:CreateOrUpdateTags)$/, 'Tag instances and what belongs to them', ''],
  [/^autoscaling:/, 'Manage Auto Scaling groups', ''],
];
const READS = /^(Get|List|Describe|BatchGet|Query|Search|Scan|Retrieve|Read)/;

/**
 * Describes actions on resources in one sentence.
 *
 * @param resources The resources in words. Empty for all resources.
 */
export function actionSentence(actions: readonly string[], resources: readonly string[]): string {
  const templates = new Set(actions.map((action) => templateOf(action, resources.length === 0)));
  return [...templates]
    .map((template, index) => {
      const on = listed(resources);
      return index === 0
        ? template.replace('{}', on).replace('objects of the object ', 'the object ')
        : uncapital(again(template, resources.length));
    })
    .join('; ');
}

/** The sentence of an action with `{}` in place of the resources. */
function templateOf(action: string, isAll: boolean): string {
  // A pattern with * at its end has the words of the actions that it begins with.
  const start = action.replace(/\*$/, '');
  const row = /[*?]|:$/.test(start) ? undefined : ROWS.find(([actions]) => actions.test(start));
  if (row) {
    const [, sentence, all] = row;
    return isAll ? sentence.replace('{}', all) : sentence;
  }
  const on = isAll ? 'every resource' : '{}';
  const [service = '', name = ''] = action.split(':');
  if (action === '*') {
    return `Call every action of every service on ${on}`;
  }
  if (name === '*') {
    return `Call every action of ${service} on ${on}`;
  }
  return `${READS.test(name) ? 'Read' : 'Use'} ${on} (${action})`;
}

/** A further sentence about the same resources: "delete its events", "write to them". */
function again(template: string, count: number): string {
  const [its, it] = count === 1 ? ['its', 'it'] : ['their', 'them'];
  return template.replace(/^(\w+) (?:the )?([\w ]+) of \{\}/, `$1 ${its} $2`).replace('{}', it);
}

/** Actions that IAM cannot limit to resources, which therefore need `*`. */
const WITHOUT_RESOURCE_TYPES = [
  'autoscaling:Describe*',
  'bedrock-mantle:CallWithBearerToken',
  'bedrock:List*',
  'cloudwatch:PutMetricData',
  'ec2:Describe*',
  'ecr-public:GetAuthorizationToken',
  'ecr:GetAuthorizationToken',
  'events:ListRuleNamesByTarget',
  'events:ListRules',
  'kms:ListAliases',
  'kms:ListKeys',
  'lambda:ListFunctions',
  'logs:DescribeResourcePolicies',
  's3:ListAllMyBuckets',
  'sts:GetCallerIdentity',
  'sts:GetServiceBearerToken',
  'sts:GetWebIdentityToken',
  'xray:GetSamplingRules',
  'xray:GetSamplingStatisticSummaries',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

export function needsAllResources(action: string): boolean {
  return WITHOUT_RESOURCE_TYPES.some((pattern) => matchesAction(pattern, action));
}
