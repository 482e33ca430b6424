import type { ReviewedResource } from '../assembly';
import { isAbsent } from '../intrinsics';
import { nameOf } from '../names';
import { entriesOf, isIntrinsic, jsonOf, memberOf } from '../parts';
import type { References } from '../references';

/** The data that a type of resource stores. */
export interface StoreType {
  /** The kind of the store as a title. */
  readonly kind: string;
  readonly content: (resource: ReviewedResource) => string;
  readonly duration: (resource: ReviewedResource) => string;
  readonly key: (resource: ReviewedResource, references: References) => string;
}

const FOREVER = 'until deleted';

/** The types of resources that store data, by type. */
export const STORES: Readonly<Record<string, StoreType | undefined>> = {
  'AWS::BedrockAgentCore::Memory': {
    kind: 'Memory',
    content: ({ properties }) => contentOfMemory(entriesOf(properties.MemoryStrategies).flatMap(strategyWords)),
    duration: durationOfMemory,
    key: keyIn('AWS owned key', 'EncryptionKeyArn'),
  },
  'AWS::S3::Bucket': {
    kind: 'S3 bucket',
    content: () => 'Objects',
    duration: durationOfObjects,
    key: keyOfBucket,
  },
  'AWS::DynamoDB::Table': {
    kind: 'DynamoDB table',
    content: () => 'Items',
    duration: ({ properties }) => durationOfItems(properties),
    key: keyOfTable,
  },
  'AWS::DynamoDB::GlobalTable': {
    kind: 'DynamoDB table',
    content: () => 'Items',
    duration: ({ properties }) => durationOfItems(properties),
    key: keyOfTable,
  },
  'AWS::EFS::FileSystem': {
    kind: 'EFS file system',
    content: () => 'Files',
    duration: () => FOREVER,
    key: (resource, references) =>
      resource.properties.Encrypted === false || isAbsent(resource.properties.Encrypted)
        ? 'not encrypted'
        : keyIn('AWS managed key aws/elasticfilesystem', 'KmsKeyId')(resource, references),
  },
  'AWS::S3Files::FileSystem': {
    kind: 'S3 Files file system',
    content: () => 'Files, which are copied to the bucket',
    duration: () => FOREVER,
    key: keyIn('AWS owned key', 'KmsKeyId'),
  },
  'AWS::Logs::LogGroup': {
    kind: 'Log group',
    content: () => 'Logs',
    duration: ({ properties }) => retention(properties.RetentionInDays),
    key: keyIn('key of CloudWatch Logs', 'KmsKeyId'),
  },
  'AWS::SecretsManager::Secret': {
    kind: 'Secret',
    content: () => 'A secret',
    duration: () => FOREVER,
    key: keyIn('AWS managed key aws/secretsmanager', 'KmsKeyId'),
  },
  'AWS::KMS::Key': {
    kind: 'KMS key',
    content: () => 'The key of encrypted data',
    duration: ({ properties }) => {
      const days = properties.PendingWindowInDays;
      return `until deleted, and ${typeof days === 'number' ? days : 30} days after that`;
    },
    key: () => 'not applicable',
  },
  'AWS::Cognito::UserPool': {
    kind: 'User pool',
    content: () => 'Users',
    duration: () => FOREVER,
    key: () => 'AWS owned key',
  },
  'AWS::SQS::Queue': {
    kind: 'SQS queue',
    content: () => 'Messages',
    duration: ({ properties }) => {
      const seconds = properties.MessageRetentionPeriod;
      return days(typeof seconds === 'number' ? seconds / 86_400 : 4);
    },
    key: keyIn('SQS managed key', 'KmsMasterKeyId'),
  },
  'AWS::RDS::DBCluster': {
    kind: 'Database cluster',
    content: () => 'Tables',
    duration: () => FOREVER,
    key: ({ properties, ...resource }, references) =>
      properties.StorageEncrypted === true
        ? keyIn('AWS managed key aws/rds', 'KmsKeyId')({ properties, ...resource }, references)
        : 'not encrypted',
  },
};

const STRATEGIES: Readonly<Record<string, string | undefined>> = {
  SemanticMemoryStrategy: 'facts',
  SummaryMemoryStrategy: 'summaries of sessions',
  UserPreferenceMemoryStrategy: 'preferences of users',
  EpisodicMemoryStrategy: 'episodes',
};

function strategyWords(strategy: unknown): string[] {
  return Object.entries(jsonOf(strategy)).map(([kind, settings]) => {
    const name = memberOf(settings, 'Name');
    return STRATEGIES[kind] ?? (typeof name === 'string' ? `records of the strategy ${name}` : 'memory records');
  });
}

/** The content of a memory in words. */
export function contentOfMemory(records: readonly string[]): string {
  return [...new Set(['Conversations', ...records])].join(', ');
}

function durationOfMemory({ properties }: ReviewedResource): string {
  const events = properties.EventExpiryDuration;
  const strategies = entriesOf(properties.MemoryStrategies).flatMap((one) => Object.values(jsonOf(one)));
  const expiries = strategies.map((one) => memberOf(one, 'RecordExpirySpecification', 'RecordExpiryDurationDays'));
  const limits = [...new Set(expiries.map((one) => (typeof one === 'number' ? days(one) : FOREVER)))];
  const records = limits.length > 0 ? `, memory records ${limits.join(' or ')}` : '';
  return `events ${typeof events === 'number' ? days(events) : 'for a time that is known at deployment'}${records}`;
}

function durationOfObjects({ properties }: ReviewedResource): string {
  const rules = entriesOf(memberOf(properties, 'LifecycleConfiguration', 'Rules')).map(jsonOf);
  const expiring = rules.filter(
    ({ Status, ExpirationInDays }) => Status === 'Enabled' && ExpirationInDays !== undefined,
  );
  const all = expiring.find(({ Prefix, TagFilters }) => !Prefix && isAbsent(TagFilters));
  const [some] = expiring;
  if (typeof all?.ExpirationInDays === 'number') {
    return days(all.ExpirationInDays);
  }
  return some ? `some objects ${String(some.ExpirationInDays)} days, others ${FOREVER}` : FOREVER;
}

function durationOfItems(properties: Readonly<Record<string, unknown>>): string {
  const attribute = memberOf(properties, 'TimeToLiveSpecification', 'AttributeName');
  return typeof attribute === 'string' ? `until the time in the attribute ${attribute}` : FOREVER;
}

function retention(value: unknown): string {
  return typeof value === 'number' ? days(value) : isIntrinsic(value) ? 'a time that is known at deployment' : FOREVER;
}

export function days(count: number): string {
  const rounded = Math.round(count * 10) / 10;
  return `${rounded} ${rounded === 1 ? 'day' : 'days'}`;
}

/** The key of a property, or the key that the service uses without one. */
function keyIn(otherwise: string, property: string): StoreType['key'] {
  return ({ properties, stack }, references) => keyOf(properties[property], stack, references) ?? otherwise;
}

/** A key in words: `undefined` if there is none. */
export function keyOf(value: unknown, stack: ReviewedResource['stack'], references: References): string | undefined {
  if (isAbsent(value)) {
    return undefined;
  }
  const resource = references.resourceOf(value, stack);
  const text = references.textOf(value, stack);
  return text.includes('alias/aws/')
    ? `AWS managed key ${text.replace(/^.*alias\//, '')}`
    : `customer managed key ${resource ? nameOf(resource) : text}`;
}

function keyOfBucket({ properties, stack }: ReviewedResource, references: References): string {
  const [rule] = entriesOf(memberOf(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration')).map(jsonOf);
  const settings = jsonOf(rule?.ServerSideEncryptionByDefault);
  const isKms = typeof settings.SSEAlgorithm === 'string' && settings.SSEAlgorithm.startsWith('aws:kms');
  const key = keyOf(settings.KMSMasterKeyID, stack, references);
  return key ?? (isKms ? 'AWS managed key aws/s3' : 'key of Amazon S3 (SSE-S3)');
}

function keyOfTable({ properties, stack }: ReviewedResource, references: References): string {
  const settings = jsonOf(properties.SSESpecification);
  const otherwise = settings.SSEEnabled === true ? 'AWS managed key aws/dynamodb' : 'AWS owned key';
  return keyOf(settings.KMSMasterKeyId, stack, references) ?? otherwise;
}
