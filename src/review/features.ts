import { uncapital } from './phrases';

/** A feature of this library that adds statements, as docs/permissions.md lists them. */
export interface Feature {
  /** The feature in words, such as "Tool". */
  readonly label: string;
  /** The tool, hook or other instance in the `Sid`, such as "Shop". */
  readonly instance?: string;
  /** The sentence, if that of the actions does not say why they are needed. */
  readonly words?: string;
  readonly reason?: string;
}

/** The words of a prefix, the services of its actions, the sentence, and the reason of the statement. */
type Row = readonly [label: string, services: string, words?: string, reason?: string];

const CREDENTIAL = 'bedrock-agentcore secretsmanager kms sts';
const OBSERVED = 'Logs, traces, metrics';
const INSTANCES = 'ec2 autoscaling events iam kms';
const STORAGE = 'elasticfilesystem s3files s3 kms';
const ROWS: Readonly<Record<string, Row>> = {
  ApiKey: ['API key', CREDENTIAL],
  Artifact: ['Code package', 's3 kms', 'Read the code package'],
  Browser: ['Browser', 'bedrock-agentcore'],
  BucketKey: ['Files of a bucket', 'kms'],
  BucketList: ['Files of a bucket', 's3'],
  BucketObjects: ['Files of a bucket', 's3'],
  ChangeRules: ['Files of a bucket', 'events', 'Manage the EventBridge rules that report changes of the bucket'],
  CodeInterpreter: ['Code interpreter', 'bedrock-agentcore'],
  Events: ['Instances', 'events', 'Manage the EventBridge rules that report events of instances'],
  Filesystem: ['File system', STORAGE],
  FilesystemAccessPoint: ['File system', STORAGE, 'Find the access point of the file system'],
  FilesystemReadOnly: ['File system', STORAGE],
  FilesystemTargets: ['File system', STORAGE, 'Find the mount targets of the file system'],
  Gateway: ['Gateway', 'bedrock-agentcore'],
  GatewayOAuth: ['Gateway', CREDENTIAL],
  Group: ['Instances', INSTANCES, 'Manage the Auto Scaling groups of the capacity provider'],
  Hook: ['Hook', 'lambda sns events kms'],
  Image: ['Container image', 'ecr'],
  ImagePublicToken: ['Container image', 'ecr-public sts', 'Pull the image from Amazon ECR Public'],
  ImageToken: ['Container image', 'ecr'],
  InstanceProfile: ['Instances', INSTANCES, 'Pass the role of the instance profile to the instances'],
  Interface: ['Instances', INSTANCES, 'Manage the network interfaces of the capacity provider'],
  Launch: ['Instances', INSTANCES, 'Launch and terminate the instances of the capacity provider'],
  LogGroups: [OBSERVED, 'logs'],
  Logs: [OBSERVED, 'logs', 'Write the log group of the agent'],
  Look: ['Instances', INSTANCES, 'Look up instances, networks and volumes'],
  ManagedImage: ['Container image', 'ecr', 'Pull the managed image of AgentCore'],
  ManagedImageToken: ['Container image', 'ecr'],
  Memory: ['Memory', 'bedrock-agentcore kms'],
  MemoryEvents: ['Memory', 'bedrock-agentcore'],
  MemoryKey: ['Memory', 'kms'],
  MemoryManaged: ['Memory', 'bedrock-agentcore'],
  MemoryRecords: ['Memory', 'bedrock-agentcore'],
  Metrics: [OBSERVED, 'cloudwatch'],
  ModelBedrock: ['Model', 'bedrock'],
  ModelBedrockMantle: ['Model', 'bedrock-mantle'],
  ModelBedrockThroughProfile: [
    ...(['Model', 'bedrock'] as const),
    'Invoke the foundation model behind the inference profile, and only through the profile',
  ],
  ModelGemini: ['Model · Gemini', CREDENTIAL],
  ModelGuardrail: ['Guardrail', 'bedrock'],
  ModelLiteLlm: ['Model · LiteLLM', CREDENTIAL],
  ModelOpenAi: ['Model · OpenAI', CREDENTIAL],
  NoOtherRole: [
    ...(['Other roles', 'sts', 'Assume any other role'] as const),
    'Callers can override model parameters of a harness, and some of these parameters name a role.',
  ],
  OAuthClient: ['OAuth client', CREDENTIAL],
  RecordStream: ['Record stream', 'kinesis kms'],
  ReturnUrls: ['Return URLs', 'bedrock-agentcore', 'Update the workload identity of the agent'],
  Skill: ['Skill', 's3 kms'],
  SkillGit: ['Skill', CREDENTIAL],
  SkillList: ['Skill', 's3'],
  StrategyBucket: ['Strategy', 's3'],
  StrategyPayloads: ['Strategy', 's3 kms'],
  StrategyTopic: ['Strategy', 'sns kms'],
  Tags: ['Instances', INSTANCES, 'Tag the instances and volumes of the capacity provider'],
  TargetApiKey: ['Target', CREDENTIAL],
  TargetApiKeyIdentity: ['Target', 'bedrock-agentcore', 'Get access tokens for the workload identity of the gateway'],
  TargetFunction: ['Target', 'lambda'],
  TargetGateway: ['Target', 'bedrock-agentcore'],
  TargetOAuth: ['Target', CREDENTIAL],
  TargetOAuthIdentity: ['Target', 'bedrock-agentcore', 'Get access tokens for the workload identity of the gateway'],
  TargetRestApi: ['Target', 'execute-api apigateway'],
  TargetRuntime: ['Target', 'bedrock-agentcore'],
  TargetSchema: ['Target', 's3 kms'],
  TargetSigned: ['Target', '*'],
  TargetWebSearch: ['Target', 'bedrock-agentcore'],
  Template: ['Instances', INSTANCES, 'Manage the launch templates of the capacity provider'],
  ToolBrowser: ['Tool · browser', 'bedrock-agentcore'],
  ToolCodeInterpreter: ['Tool · code interpreter', 'bedrock-agentcore'],
  ToolGateway: ['Tool', 'bedrock-agentcore'],
  ToolGatewayOAuth: ['Tool', CREDENTIAL],
  ToolHeader: ['Tool', CREDENTIAL],
  Traces: [OBSERVED, 'xray'],
  TracesLogGroup: [OBSERVED, 'logs', 'Let AWS X-Ray deliver traces to the log group of the agent'],
  Use: ['Use', '*'],
  UserIdentity: ['User identity', 'bedrock-agentcore'],
  Volume: ['Instances', INSTANCES, 'Manage the volumes of the capacity provider'],
  WorkloadIdentity: [
    'Workload identity',
    'bedrock-agentcore',
    'Get access tokens for the workload identity of the agent',
  ],
};
/** The statements of the `Runtime` of aws-cdk-lib. */
const OF_CDK: Readonly<Record<string, Row>> = {
  CloudWatchMetrics: [OBSERVED, 'cloudwatch'],
  DescribeLogGroups: [OBSERVED, 'logs'],
  GetAgentAccessToken: ['Workload identity', 'bedrock-agentcore'],
  LogGroupAccess: [OBSERVED, 'logs'],
  LogStreamAccess: [OBSERVED, 'logs'],
  XRayAccess: [OBSERVED, 'xray'],
};
/** The longest prefix first. */
const PREFIXES = Object.keys(ROWS).sort((one, other) => other.length - one.length);
const SUFFIXES =
  /^(Secret|SigningKey|Signing|Key|IamToken|New|Token|Look|List|Role|Parts|Network|Fleet|Snapshot|KeyGrant)+(?=[A-Z0-9]|$)/;
const CONTINUED = /Part\d+$/;
/** The features that a role has once. The rest of the `Sid` is the ID of the model, or a part of the permission. */
const WITHOUT_INSTANCE =
  /^(ModelBedrock|Launch|Look|Template|Group|Events|Interface|Tags|Volume|InstanceProfile|ChangeRules)/;

/** The features that a `Sid` names. Empty if no feature of this library explains the statement. */
export function featuresOf(sid: string | undefined, actions: readonly string[]): Feature[] {
  const features = (sid ?? '')
    .replace(CONTINUED, '')
    .split(/And(?=[A-Z])/)
    .map((name) => featureOf(name, actions));
  // A part without a feature belongs to the name of the instance before: "HookAskAndTell".
  return features[0] ? features.filter((feature): feature is Feature => feature !== undefined) : [];
}

/** Tools that callers may pass have the names of tools after this word. */
const ALTERNATE = /^Alternate(?=Tool)/;

function featureOf(name: string, actions: readonly string[]): Feature | undefined {
  if (ALTERNATE.test(name)) {
    const feature = featureOf(name.replace(ALTERNATE, ''), actions);
    return feature && { ...feature, label: `Alternate ${uncapital(feature.label)}` };
  }
  if (OF_CDK[name] && isAbout(OF_CDK[name], actions)) {
    return { label: OF_CDK[name][0] };
  }
  const prefix = PREFIXES.find((each) => name.startsWith(each) && /^([A-Z0-9]|$)/.test(name.slice(each.length)));
  if (!prefix) {
    return undefined;
  }
  if (!isAbout(ROWS[prefix], actions)) {
    return undefined;
  }
  const [label, , words, reason] = ROWS[prefix];
  const rest = name.slice(prefix.length);
  const [suffix = ''] = SUFFIXES.exec(rest) ?? [];
  const instance = rest.slice(suffix.length);
  const isPart = /^(Secret|SigningKey|Signing|Key|IamToken|Token)/.test(suffix);
  return {
    label,
    instance: instance === '' || WITHOUT_INSTANCE.test(prefix) ? undefined : instance,
    words: isPart ? undefined : words,
    reason,
  };
}

/** Whether the actions are those of the services of a feature. */
function isAbout([, services]: Row, actions: readonly string[]): boolean {
  const known = services.split(' ');
  return services === '*' || actions.every((action) => known.includes(action.split(':')[0]));
}
