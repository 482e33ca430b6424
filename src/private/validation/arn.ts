import { Token } from 'aws-cdk-lib/core';
import { quote } from './limit';
import { isUnknown, replaceTokens, TOKEN } from './unknown';

/** A kind of AWS resource, which the ARN determines. */
export interface ArnKind {
  /** The name in messages, with its article. */
  readonly noun: string;
  /** The service of the ARN: the third of its parts. */
  readonly service: string;
  /** Matches the last part of the ARN, which names the resource. */
  readonly resource: RegExp;
  /** The last part of the ARN, as messages show it. */
  readonly shape: string;
  /** The kind of policy that allows access from another account, if it is not the resource policy. */
  readonly policy?: string;
}

function kind(noun: string, service: string, shape: string, resource = matching(shape), policy?: string): ArnKind {
  return { noun, service, shape, resource, policy };
}

/** Each placeholder of a shape is one segment of the ARN, without the characters of patterns and policy variables. */
function matching(shape: string): RegExp {
  return new RegExp(`^${shape.replace(/<[^>]*>/g, '[^/:*?$]+')}$`);
}

/** The resources that properties of this library refer to, and similar resources that users confuse with them. */
export const ARNS = {
  harness: kind('a harness', 'bedrock-agentcore', 'harness/<id>'),
  harnessEndpoint: kind('an endpoint of a harness', 'bedrock-agentcore', 'harness/<id>/harness-endpoint/<name>'),
  runtime: kind('a runtime', 'bedrock-agentcore', 'runtime/<id>'),
  runtimeEndpoint: kind('an endpoint of a runtime', 'bedrock-agentcore', 'runtime/<id>/runtime-endpoint/<name>'),
  gateway: kind('a gateway', 'bedrock-agentcore', 'gateway/<id>'),
  memory: kind('a memory', 'bedrock-agentcore', 'memory/<id>'),
  browser: kind('a browser', 'bedrock-agentcore', 'browser-custom/<id>', /^browser(-custom)?\/[^/]+$/),
  codeInterpreter: kind(
    'a code interpreter',
    'bedrock-agentcore',
    'code-interpreter-custom/<id>',
    /^code-interpreter(-custom)?\/[^/]+$/,
  ),
  capacityProvider: kind('a capacity provider', 'bedrock-agentcore', 'capacity-provider/<id>'),
  apiKey: kind('an API key', 'bedrock-agentcore', 'token-vault/<vault>/apikeycredentialprovider/<name>'),
  oauthClient: kind('an OAuth client', 'bedrock-agentcore', 'token-vault/<vault>/oauth2credentialprovider/<name>'),
  workloadIdentity: kind(
    'a workload identity',
    'bedrock-agentcore',
    'workload-identity-directory/<directory>/workload-identity/<name>',
  ),
  model: kind(
    'a Bedrock model or inference profile',
    'bedrock',
    'inference-profile/<id>',
    /^(foundation-model|inference-profile|application-inference-profile|prompt-router|default-prompt-router|provisioned-model|custom-model|custom-model-deployment|imported-model|prompt|marketplace\/model-endpoint)\/[^*?$]+$/,
  ),
  guardrail: kind('a guardrail', 'bedrock', 'guardrail/<id>', /^guardrail\/[a-z0-9]+$/),
  key: kind('a KMS key', 'kms', 'key/<id>', undefined, 'key policy'),
  alias: kind('a KMS alias', 'kms', 'alias/<name>', /^alias\/[^*?$]+$/),
  secret: kind('a secret', 'secretsmanager', 'secret:<name>', /^secret:[^*?$]+$/),
  parameter: kind('an SSM parameter', 'ssm', 'parameter/<name>', /^parameter\/[^*?$]+$/),
  role: kind('an IAM role', 'iam', 'role/<name>', /^role\/[^*?$]+$/),
  instanceProfile: kind('an instance profile', 'iam', 'instance-profile/<name>', /^instance-profile\/[^*?$]+$/),
  function: kind('a Lambda function', 'lambda', 'function:<name>', /^function:.+$/),
  topic: kind('an SNS topic', 'sns', '<name>', /^[^:]+$/),
  queue: kind('an SQS queue', 'sqs', '<name>', /^[^:]+$/),
  eventBus: kind('an event bus', 'events', 'event-bus/<name>', /^event-bus\/[^*?$]+$/),
  stream: kind('a Kinesis data stream', 'kinesis', 'stream/<name>'),
  deliveryStream: kind('a Firehose stream', 'firehose', 'deliverystream/<name>'),
  logGroup: kind('a log group', 'logs', 'log-group:<name>', /^log-group:.+$/),
  bucket: kind('an S3 bucket', 's3', '<name>', /^[^/:]+$/),
  bucketObjects: kind('an object of an S3 bucket', 's3', '<bucket>/<key>', /^[^/:]+\/[^*?$]+$/),
  repository: kind('an ECR repository', 'ecr', 'repository/<name>', /^repository\/[^*?$]+$/),
  efsAccessPoint: kind('an EFS access point', 'elasticfilesystem', 'access-point/<id>'),
  efsFileSystem: kind('an EFS file system', 'elasticfilesystem', 'file-system/<id>'),
  s3FilesAccessPoint: kind('an S3 Files access point', 's3files', 'file-system/<id>/access-point/<id>'),
  s3FilesFileSystem: kind('an S3 Files file system', 's3files', 'file-system/<id>'),
  latticeResource: kind('a VPC Lattice resource configuration', 'vpc-lattice', 'resourceconfiguration/<id>'),
  license: kind('a license configuration', 'license-manager', 'license-configuration:<id>'),
  capacityReservation: kind('a capacity reservation', 'ec2', 'capacity-reservation/<id>'),
  resourceGroup: kind('a resource group', 'resource-groups', 'group/<name>', /^group\/[^*?$]+$/),
};

/** Resources that have an environment, but are not passed by ARN. */
export const NOUNS = {
  vpc: { noun: 'a VPC' },
  subnet: { noun: 'a subnet' },
  securityGroup: { noun: 'a security group' },
  restApi: { noun: 'a REST API' },
  keyPair: { noun: 'a key pair' },
};

/** The parts of an ARN that are known at synth. */
export interface KnownArn {
  readonly partition?: string;
  readonly service?: string;
  readonly region?: string;
  readonly account?: string;
  readonly resource?: string;
}

/**
 * Returns the parts of an ARN that are known. Parts that are tokens or empty are `undefined`, as are all parts of a
 * text that is not an ARN.
 */
export function partsOf(arn: string): KnownArn {
  const [scheme, partition, service, region, account, ...rest] = arn.split(':');
  if (scheme !== 'arn' || rest.length === 0) {
    return {};
  }
  const known = (part: string) => (part === '' || isUnknown(part) ? undefined : part);
  const resource = rest.join(':');
  return {
    partition: known(partition),
    service: known(service),
    region: known(region),
    // Built-in tools belong to no account.
    account: account === 'aws' ? undefined : known(account),
    // The text after a known prefix is one name. A text that starts with a token is not known.
    resource: resource === '' || resource.search(TOKEN) === 0 ? undefined : known(replaceTokens(resource, 'x')),
  };
}

/** Whether a text is certain not to be an ARN. */
export function isNoArn(text: string): boolean {
  if (isUnknown(text)) {
    return Token.isUnresolved(text) && !/^(arn:|\$\{Token)/.test(text);
  }
  return !/^arn:[^:]+:[^:]+:[^:]*:(\d{12}|aws|\*)?:.+$/.test(text);
}

function fits({ service, resource }: KnownArn, wanted: ArnKind): boolean {
  return (service ?? wanted.service) === wanted.service && (resource === undefined || wanted.resource.test(resource));
}

/**
 * Returns the problem of an ARN of a certain kind of resource. Parts that are not known at synth are not checked.
 *
 * @returns the end of the sentence that begins with the name of the property
 */
export function problemOfArn(arn: string, wanted: ArnKind): string | undefined {
  const parts = partsOf(arn);
  if (!isNoArn(arn) && fits(parts, wanted)) {
    return undefined;
  }
  const isKnown = parts.service !== undefined && parts.resource !== undefined;
  const other = isKnown
    ? Object.values(ARNS).find((candidate) => candidate !== wanted && fits(parts, candidate))
    : undefined;
  const shape = `arn:aws:${wanted.service}:<region>:<account>:${wanted.shape}`;
  return `must be the ARN of ${wanted.noun} (${shape}), got ${quote(replaceTokens(arn, '…'))}${other ? `, which is the ARN of ${other.noun}` : ''}.`;
}
