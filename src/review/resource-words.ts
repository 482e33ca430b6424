import type { ReviewedResource, ReviewedStack } from './assembly';
import { kindOf } from './kinds';
import { modelSentence } from './models';
import { nameOf } from './names';
import { resourcesOfParts, textOfParts } from './parts';
import type { References } from './references';

const ARN = /^arn:[^:]*:([^:]*):([^:]*):([^:]*):(.+)$/s;
/** The types of endpoints, which are a part of an agent. */
export const ENDPOINTS = /^AWS::BedrockAgentCore::(Harness|Runtime)Endpoint$/;

/** References to resources that AgentCore creates for a resource of the template. */
const OWNED: ReadonlyArray<readonly [text: RegExp, words: string]> = [
  [/\/workload-identity\/|\.WorkloadIdentity/, 'the workload identity'],
  [/\.Memory\./, 'the managed memory'],
];

/** A resource in a sentence, such as "the Lambda function Refunds". */
export function theResource(resource: ReviewedResource): string {
  return `the ${kindOf(resource.type)} ${nameOf(resource)}`;
}

/** A resource of a statement in a sentence. `undefined` for `*`. */
export function resourceWords(references: References, value: unknown, from: ReviewedStack): string | undefined {
  const parts = references.partsOf(value, from);
  const resources = resourcesOfParts(parts);
  const text = textOfParts(parts);
  if (text === '*') {
    return undefined;
  }
  const endpoint = resources.find(({ type }) => ENDPOINTS.test(type));
  const found = functionOf(references, endpoint ?? resources[0] ?? references.resourceOf(value, from));
  if (!found) {
    return arnWords(references.textOf(value, from));
  }
  const [, owned] = OWNED.find(([pattern]) => pattern.test(text)) ?? [];
  if (owned) {
    return `${owned} of ${theResource(found)}`;
  }
  return found.type === 'AWS::S3::Bucket' ? objectWords(found, text) : theResource(found);
}

/** The function of a version or an alias. */
export function functionOf(references: References, resource?: ReviewedResource): ReviewedResource | undefined {
  return resource && /^AWS::Lambda::(Alias|Version)$/.test(resource.type)
    ? (references.resourceOf(resource.properties.FunctionName, resource.stack, 'AWS::Lambda::Function') ?? resource)
    : resource;
}

/** A bucket, or the objects below a prefix of it. */
function objectWords(bucket: ReviewedResource, text: string): string {
  const key = text.replace(/^[^<]*<[^>]*>/, '').replace(/^\//, '');
  return key === '' || key === '*' ? theResource(bucket) : `${prefixWords(key)} of ${theResource(bucket)}`;
}

function prefixWords(key: string): string {
  return key.endsWith('*') ? `the prefix ${key.slice(0, -1)}` : `the object ${key}`;
}

/** The words for the ARNs of a service, by their last part. */
const WORDS: ReadonlyArray<readonly [service: string, path: RegExp, words: (...parts: string[]) => string]> = [
  ['bedrock', /^foundation-model\/\*$/, () => 'every foundation model'],
  ['bedrock', /^inference-profile\/\*$/, () => 'every inference profile'],
  ['bedrock', /^foundation-model\/(.+)$/, (id) => modelSentence(id)],
  ['bedrock', /^inference-profile\/(.+)$/, (id) => modelSentence(id)],
  [
    'bedrock',
    /^(application-inference-profile|guardrail|knowledge-base)\/(.+)$/,
    (kind, id) => `the ${spaced(kind)} ${id}`,
  ],
  ['bedrock-mantle', /^project\/\*$/, () => 'a model of bedrock-mantle'],
  ['bedrock-agentcore', /^code-interpreter\/aws\.codeinterpreter\.v1$/, () => 'the code interpreter of AWS'],
  ['bedrock-agentcore', /^browser\/aws\.browser\.v1$/, () => 'the browser of AWS'],
  ['bedrock-agentcore', /^workload-identity-directory\/default$/, () => 'the workload identity directory'],
  [
    ...(['bedrock-agentcore', /^workload-identity-directory\/default\/workload-identity\/(.+)$/] as const),
    (id) => `the workload identity ${id}`,
  ],
  ['bedrock-agentcore', /^token-vault\/default$/, () => 'the token vault'],
  ['bedrock-agentcore', /^token-vault\/default\/apikeycredentialprovider\/(.+)$/, (name) => `the API key ${name}`],
  ['bedrock-agentcore', /^token-vault\/default\/oauth2credentialprovider\/(.+)$/, (name) => `the OAuth client ${name}`],
  [
    'bedrock-agentcore',
    /^([a-z-]+)\/([^/]+)\/[a-z]+-endpoint\/(.+)$/,
    (kind, id, name) => endpointWords(kind, id, name),
  ],
  ['bedrock-agentcore', /^([a-z-]+)\/\*$/, (kind) => `every ${spaced(kind)}`],
  ['bedrock-agentcore', /^([a-z-]+)\/(.+)$/, (kind, id) => `the ${spaced(kind)} ${id}`],
  ['dynamodb', /^table\/([^/]+)/, (name) => `the DynamoDB table ${name}`],
  ['ecr', /^repository\/(.+)$/, (name) => `the ECR repository ${name}`],
  ['events', /^event-bus\/(.+)$/, (name) => `the event bus ${name}`],
  ['events', /^rule\/(.+)$/, (name) => `the EventBridge rule ${name}`],
  ['execute-api', /^([^/]+)\/?(.*)$/, (id, path) => `the API ${id}${path ? `, ${path}` : ''}`],
  ['iam', /^role\/(.+)$/, (name) => `the IAM role ${name}`],
  ['kms', /^key\/(.+)$/, (id) => `the KMS key ${id}`],
  ['lambda', /^function:([^:]+)(:.*)?$/, (name) => `the Lambda function ${name}`],
  ['logs', /^log-group:\*$/, () => 'every log group'],
  ['logs', /^log-group:([^:]+)/, (name) => `the log group ${name}`],
  [
    's3',
    /^([^/]+)\/(.+)$/,
    (bucket, key) => (key === '*' ? `the bucket ${bucket}` : `${prefixWords(key)} of the bucket ${bucket}`),
  ],
  ['s3', /^(.+)$/, (bucket) => `the bucket ${bucket}`],
  ['secretsmanager', /^secret:(.+?)(-\?{6}|-\*)?$/, (name) => `the secret ${name}`],
  ['sns', /^(.+)$/, (name) => `the SNS topic ${name}`],
  ['sqs', /^(.+)$/, (name) => `the SQS queue ${name}`],
  ['ssm', /^parameter\/(.+)$/, (name) => `the parameter ${name}`],
  ['states', /^stateMachine:(.+)$/, (name) => `the state machine ${name}`],
];

/** A literal ARN in a sentence. A text that is no ARN remains as it is. */
function arnWords(arn: string): string {
  const [, service, , , path = ''] = ARN.exec(arn) ?? [];
  for (const [each, pattern, words] of WORDS) {
    const match = each === service ? pattern.exec(path) : null;
    if (match) {
      return words(...match.slice(1).map((part) => part ?? ''));
    }
  }
  return arn;
}

function endpointWords(kind: string, id: string, name: string): string {
  return name === '*' ? `the ${kind} ${id}` : `the endpoint ${name} of the ${kind} ${id}`;
}

function spaced(kind: string): string {
  return kind.replace(/-custom$/, '').replaceAll('-', ' ');
}
