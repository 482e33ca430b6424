import { CfnMemory, type IMemoryRef, type MemoryReference } from 'aws-cdk-lib/aws-bedrockagentcore';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IStream } from 'aws-cdk-lib/aws-kinesis';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ArnFormat, Duration, type IResource, RemovalPolicy, Resource, Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { permitKey } from '../private/access';
import { RoleBinding } from '../private/binding';
import { executionRole, warnOfLacking } from '../private/execution-role';
import { permitKeeping } from '../private/memory-access';
import { uniqueName } from '../private/names';
import { checkRegion } from '../private/regions';
import { removeTogether } from '../private/removal';
import { checkDescription, checkStrategies, reviewAccount } from './memory-checks';
import { MemoryGrants } from './memory-grants';
import type { MemoryMetadata } from './memory-metadata';
import type { MemoryStrategy } from './memory-strategy';

/**
 * A memory, made here or imported.
 */
export interface IMemoryStore extends IResource, IMemoryRef {
  /**
   * Its ARN.
   */
  readonly memoryArn: string;

  /**
   * Its id: its name and ten characters of the service's.
   */
  readonly memoryId: string;

  /**
   * The key that encrypts it. It is undefined when it is the service's, or not known of an import.
   */
  readonly encryptionKey?: IKey;

  /**
   * Permissions for those who read and write it beside the agents that use it.
   */
  readonly grants: MemoryGrants;
}

/** Which values stand for a placeholder of namespaces. */
export interface NamespaceKeyRule {
  /**
   * The values that there are: 1 to 10 of at most 64 characters.
   *
   * @default - any
   */
  readonly allowedValues?: string[];

  /**
   * What values look like, a regular expression of at most 64 characters.
   *
   * @default - like anything
   */
  readonly pattern?: string;
}

/** How a memory is made. */
export interface MemoryStoreProps {
  /**
   * What it draws from conversations, at most 6, of which one of each of the service's own kinds.
   *
   * @default - nothing: it keeps conversations
   */
  readonly strategies?: MemoryStrategy[];

  /**
   * How long it keeps the events of a conversation, 3 to 365 days.
   *
   * @default Duration.days(90)
   */
  readonly eventExpiry?: Duration;

  /**
   * The key that encrypts it. Another key makes another memory.
   *
   * @default - a key of the service
   */
  readonly encryptionKey?: IKey;

  /**
   * The role with which the service calls models, buckets, topics and streams of yours. It gets the permissions in a policy of its own.
   *
   * @default - a role with just those permissions, when there is something to call
   */
  readonly role?: IRole;

  /**
   * Fields of records by which they are found faster: 1 to 10, by their key and kind alone.
   *
   * @default - none
   */
  readonly indexedKeys?: MemoryMetadata[];

  /**
   * Placeholders of namespaces beside the service's own, 1 to 5, by name: a letter, then at most 31 letters and digits, all small.
   *
   * @default - none
   */
  readonly namespaceKeys?: { [key: string]: NamespaceKeyRule };

  /**
   * A stream that is told of each record that is made, changed or deleted.
   *
   * @default - none
   */
  readonly recordStream?: IStream;

  /**
   * Whether the stream gets what is in a record, too.
   *
   * @default false
   */
  readonly recordStreamContent?: boolean;

  /**
   * What it is for, 1 to 4,096 characters.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Its name: a letter, then at most 47 letters, digits and `_`. Another name makes another memory.
   *
   * @default - a name made of the path in the app
   */
  readonly memoryName?: string;
}

/** What is known of a memory that was made elsewhere. */
export interface MemoryStoreAttributes {
  /**
   * Its ARN.
   */
  readonly memoryArn: string;

  /**
   * The key that encrypts it, which those who are granted something may then use through the service.
   *
   * @default - a key of the service
   */
  readonly encryptionKey?: IKey;
}

/** @internal */
abstract class MemoryStoreBase extends Resource implements IMemoryStore {
  public abstract readonly memoryArn: string;
  public abstract readonly memoryId: string;
  public abstract readonly encryptionKey?: IKey;

  public get memoryRef(): MemoryReference {
    return { memoryArn: this.memoryArn };
  }

  public get grants(): MemoryGrants {
    const { memoryArn, encryptionKey } = this;
    return MemoryGrants._of({ scope: this, memoryArn, encryptionKey });
  }
}

/**
 * A memory of agents: the conversations of each actor, and what is drawn from them. It stays when the stack
 * goes, with the role that was made for it, but goes with a first deployment that fails.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/memory.html
 */
export class MemoryStore extends MemoryStoreBase {
  /**
   * A memory that was made elsewhere.
   */
  public static fromMemoryStoreAttributes(scope: Construct, id: string, attrs: MemoryStoreAttributes): IMemoryStore {
    return new ImportedMemoryStore(scope, id, attrs);
  }

  public readonly memoryArn: string;
  public readonly memoryId: string;
  public readonly encryptionKey?: IKey;

  /**
   * Its name.
   */
  public readonly memoryName: string;

  /**
   * The role with which the service calls what is yours. It is undefined when there is nothing to call.
   */
  public readonly role?: IRole;

  /** The paths of its records. @internal */
  public readonly _namespaces: string[];

  private readonly own: IConstruct[];

  constructor(scope: Construct, id: string, props: MemoryStoreProps = {}) {
    super(scope, id);
    const { memoryName = uniqueName(this, 48, '_'), strategies = [], eventExpiry = Duration.days(90) } = props;
    const { namespaceKeys = {}, recordStream, encryptionKey, indexedKeys } = props;
    const binding = new RoleBinding(this, memoryName);

    checkDescription(binding.faults, 'description', props.description);
    checkStrategies(binding.faults, strategies, Object.keys(namespaceKeys));
    permitKeeping(binding, encryptionKey);
    checkKey(binding, encryptionKey);
    const config = {
      name: memoryName,
      description: props.description,
      eventExpiryDuration: eventExpiry.toDays({ integral: false }),
      encryptionKeyArn: encryptionKey?.keyArn,
      memoryStrategies: strategies.map((strategy) => strategy._bind(binding)),
      indexedKeys: indexedKeys?.map((field) => field._index(binding.faults)),
      namespaceKeys: props.namespaceKeys && renderNamespaceKeys(namespaceKeys),
      streamDeliveryResources: recordStream && bindStream(binding, recordStream, props.recordStreamContent ?? false),
    };
    if (props.recordStreamContent !== undefined && !recordStream) {
      binding.faults.add('recordStreamContent has no effect without recordStream: give both, or neither');
    }
    const role = binding.permissions.isEmpty ? props.role : executionRole(binding, props.role);
    binding.faults.checkLimits('Memory', { ...config, memoryExecutionRoleArn: role?.roleArn });
    binding.faults.throwIfAny();

    const resource = new CfnMemory(this, 'Resource', { ...config, memoryExecutionRoleArn: role?.roleArn });
    resource.node.addDependency(...binding.prerequisites);
    this.memoryArn = resource.attrMemoryArn;
    this.memoryId = resource.attrMemoryId;
    this.memoryName = memoryName;
    this.encryptionKey = encryptionKey;
    this.role = role;
    this.own = [this, ...(props.role ? [] : this.node.children)];
    // Of a first deployment that fails nothing may stay, or the next would find the name taken.
    this.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    this._namespaces = strategies.flatMap((strategy) => strategy._namespaces);
    warnOfLacking(binding);
  }

  /**
   * What becomes of the memory, and of the role that was made for it, when the stack goes.
   */
  public applyRemovalPolicy(policy: RemovalPolicy): void {
    removeTogether(policy, this.own);
  }
}

function checkKey({ faults, scope }: RoleBinding, key?: IKey): void {
  if (key) {
    checkRegion(faults, 'encryptionKey', scope, key.env);
  }
}

function renderNamespaceKeys(keys: { [key: string]: NamespaceKeyRule }): CfnMemory.NamespaceKeyEntryProperty[] {
  return Object.entries(keys).map(([key, { allowedValues, pattern }]) => ({
    key,
    validation: allowedValues || pattern !== undefined ? { allowedValues, regexPattern: pattern } : undefined,
  }));
}

function bindStream(
  binding: RoleBinding,
  stream: IStream,
  withContent: boolean,
): CfnMemory.StreamDeliveryResourcesProperty {
  const asker = { feature: 'RecordStream' };
  const actions = ['kinesis:DescribeStream', 'kinesis:PutRecord', 'kinesis:PutRecords'];
  binding.permissions.add({ ...asker, actions, resources: [stream.streamArn] });
  reviewAccount(binding, 'recordStream', stream.env, actions);
  checkRegion(binding.faults, 'recordStream', binding.scope, stream.env);
  permitKey(binding, asker, 'kinesis', ['kms:GenerateDataKey'], stream.encryptionKey);
  const level = withContent ? 'FULL_CONTENT' : 'METADATA_ONLY';
  return {
    resources: [
      { kinesis: { dataStreamArn: stream.streamArn, contentConfigurations: [{ type: 'MEMORY_RECORDS', level }] } },
    ],
  };
}

class ImportedMemoryStore extends MemoryStoreBase {
  public readonly memoryArn: string;
  public readonly memoryId: string;
  public readonly encryptionKey?: IKey;

  public constructor(scope: Construct, id: string, attrs: MemoryStoreAttributes) {
    super(scope, id, { environmentFromArn: attrs.memoryArn });
    this.memoryArn = attrs.memoryArn;
    this.memoryId = Stack.of(this).splitArn(attrs.memoryArn, ArnFormat.SLASH_RESOURCE_NAME).resourceName ?? '';
    this.encryptionKey = attrs.encryptionKey;
  }
}
