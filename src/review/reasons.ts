import { listed } from '../private/listed';
import { needsAllResources } from './action-words';
import type { ReviewedStack } from './assembly';
import { modelSentence, modelWords } from './models';
import { isJson, type Json } from './parts';
import { sorted } from './phrases';
import type { PolicyStatement } from './policies';
import type { References } from './references';
import { resourceWords } from './resource-words';

/** The services in the values of `kms:ViaService` and similar conditions. */
const SERVICES: Readonly<Record<string, string>> = {
  'bedrock-agentcore': 'AgentCore',
  'bedrock-agentcore-identity': 'AgentCore Identity',
  kinesis: 'Amazon Kinesis',
  s3: 'Amazon S3',
  secretsmanager: 'AWS Secrets Manager',
  sns: 'Amazon SNS',
  sqs: 'Amazon SQS',
};

/** Why resources of a statement have wildcards, and what its conditions limit. `undefined` if there is nothing to say. */
export function reasonOf(references: References, statement: PolicyStatement): string | undefined {
  const { conditions, stack } = statement;
  const reasons = [
    ...wildcardReasons(references, statement),
    ...Object.entries(conditions).flatMap(([operator, keys]) => conditionWords(references, operator, keys, stack)),
  ];
  return reasons.length === 0 ? undefined : [...new Set(reasons)].join(' ');
}

/** The formats of ARNs with a wildcard that cannot be avoided. */
const PATTERNS: ReadonlyArray<readonly [pattern: RegExp, reason: string]> = [
  [
    /:bedrock:\*::foundation-model\/[^*]+$/,
    'The Region of the foundation model is *, because the inference profile routes requests to several Regions.',
  ],
  [
    /:log-group:\/aws\/(bedrock-agentcore|vendedlogs)\/.*\*/,
    'AgentCore adds an ID to the name of the log group at creation.',
  ],
  [/:log-group:\*$/, 'Log groups are listed without their names.'],
  [/\/workload-identity\/[^*]+-\*$/, 'AgentCore adds an ID to the name of the workload identity at creation.'],
  [/:\*:repository\/harness-\*$/, 'AgentCore owns the account and the repository of the managed image.'],
  [/:secret:.+-(\*|\?{6})$/, 'AWS Secrets Manager adds six characters to the name of a secret.'],
  [
    /:launch-template\/\*$|:autoScalingGroup:|:rule\/(agentcore|DO-NOT)/i,
    'The service generates the names at deployment.',
  ],
  [/:(instance|volume|network-interface|fleet|snapshot)\/\*$/, 'Amazon EC2 generates the IDs at creation.'],
  [/:ec2:[^:]*:\*:(subnet|security-group)\//, 'Another account can share its subnets and security groups.'],
  [/:project\/\*$/, 'A project is no model. The condition names the model.'],
  [/\/(runtime|harness)-endpoint\/\*$/, 'The permission includes all endpoints.'],
  [/^<[^<>]*>\/.*\*$|:s3:::[^*]+\/.*\*$/, 'The permission includes all objects with the prefix.'],
  [/^<[^<>]*>:\*$|:function:[^*]+:\*$/, 'The permission includes all versions and aliases.'],
  [/:execute-api:.*\*/, 'The permission includes all stages, methods or paths that are *.'],
  [/:memory\/[^*]+-\*$/, 'AgentCore adds an ID to the name of the memory at creation.'],
];

function wildcardReasons(references: References, { actions, resources, stack }: PolicyStatement): string[] {
  const texts = resources.map((resource) => references.textOf(resource, stack)).filter((text) => text.includes('*'));
  return sorted(texts).flatMap((text) => {
    if (text === '*') {
      const limited = actions.filter((action) => !needsAllResources(action));
      return limited.length === 0 && actions.length > 0 ? ['IAM cannot limit these actions to resources.'] : [];
    }
    const [, reason] = PATTERNS.find(([pattern]) => pattern.test(text)) ?? [];
    return reason === undefined ? [] : [reason];
  });
}

const OPERATORS: ReadonlyArray<readonly [operator: RegExp, words: string]> = [
  [/(Not(Equals|Like))/i, 'is not'],
  [/LessThanEquals/, 'is at most'],
  [/LessThan/, 'is less than'],
  [/GreaterThanEquals/, 'is at least'],
  [/GreaterThan/, 'is more than'],
  [/Like|IpAddress/, 'matches'],
];

function conditionWords(references: References, operator: string, keys: unknown, stack: ReviewedStack): string[] {
  return Object.entries(isJson(keys) ? keys : ({} as Json)).map(([key, value]) => {
    const values = [references.valueOf(value, stack)].flat().map(String);
    const text = listed(values, 'or');
    if (operator === 'Null') {
      return `Only if ${key} is ${text === 'false' ? 'present' : 'absent'}.`;
    }
    const isNegative = /Not(Equals|Like)|NotIpAddress/i.test(operator);
    return (!isNegative && knownCondition(references, key, value, values, stack)) || generic(operator, key, text);
  });
}

function generic(operator: string, key: string, text: string): string {
  const [, words = 'is'] = OPERATORS.find(([each]) => each.test(operator)) ?? [];
  return `Only if ${key} ${words} ${text}.`;
}

/** The words of the conditions that this library and AWS services use. */
function knownCondition(
  references: References,
  key: string,
  value: unknown,
  values: string[],
  stack: ReviewedStack,
): string | undefined {
  const text = listed(values, 'or');
  switch (key) {
    case 'bedrock:InferenceProfileArn':
      return `Only through ${listed(values.map(profileWords), 'or')}.`;
    case 'kms:ViaService':
      return `Only through ${listed(values.map(serviceWords), 'or')}.`;
    case 'cloudwatch:namespace':
      return `Only in the metric namespace ${text}.`;
    case 'elasticfilesystem:AccessPointArn':
    case 's3files:AccessPointArn':
      return `Only through ${resourceWords(references, value, stack) ?? 'an access point'}.`;
    case 'bedrock-mantle:Model':
      return `Only the model ${listed(values.map(modelSentence), 'or')}.`;
    case 'bedrock-agentcore:actorId':
      return `Only of the actor ${text}.`;
    case 'bedrock-agentcore:sessionId':
      return `Only of the session ${text}.`;
    case 'bedrock-agentcore:namespace':
    case 'bedrock-agentcore:namespacePath':
      return `Only in the namespace ${text}.`;
    case 'bedrock-agentcore:strategyId':
      return `Only of the strategy ${text}.`;
    case 's3:prefix':
      return `Only with the prefix ${text}.`;
    case 'aws:SourceAccount':
    case 'aws:ResourceAccount':
      return `Only in the account ${text}.`;
    case 'iam:PassedToService':
      return `Only to ${text}.`;
    case 'events:ManagedBy':
      return `Only rules that ${text} manages.`;
    default:
      return undefined;
  }
}

function profileWords(arn: string): string {
  const { profile } = modelWords(arn);
  return profile ? `the ${profile}` : `the inference profile ${arn.replace(/^arn:.*\//, '')}`;
}

function serviceWords(value: string): string {
  const [service] = value.split('.');
  return SERVICES[service] ?? value;
}
