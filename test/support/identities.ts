/** The IDs, names and ARNs that CloudFormation resources have after deployment. */

/** The return values of GetAtt, by attribute, and of Ref. */
export type Identity = Record<string, string> & { readonly Ref: string };

/** The part of a resource that determines its identity. */
export interface Subject {
  readonly account: string;
  readonly region: string;
  /** The value of a name property, or a name in the format that CloudFormation generates. */
  name(property: string): string;
  has(...path: string[]): boolean;
  /** The given number of characters of an alphabet, always the same for one resource. */
  id(length: number, alphabet: string): string;
  /** @param where The Region and account part of the ARN, which is empty for some services. */
  arn(service: string, resource: string, where?: string): string;
}

const HEX = '0123456789abcdef';
const LOWER = `${HEX}ghijklmnopqrstuvwxyz`;
const UPPER = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MIXED = `${LOWER}ABCDEFGHIJKLMNOPQRSTUVWXYZ`;

function agentCore(it: Subject, resource: string): string {
  return it.arn('bedrock-agentcore', resource);
}

function agentCoreId(it: Subject, nameProperty = 'Name'): string {
  return `${it.name(nameProperty)}-${it.id(10, MIXED)}`;
}

function identified(it: Subject, kind: string, idAttribute: string, arnAttribute: string, name?: string): Identity {
  const Ref = agentCoreId(it, name);
  return { Ref, [idAttribute]: Ref, [arnAttribute]: agentCore(it, `${kind}/${Ref}`) };
}

const byArn = (identity: Identity, attribute: string): Identity => ({ ...identity, Ref: identity[attribute] });

function credentialProvider(it: Subject, kind: string, secretAttribute: string, more: object = {}): Identity {
  const name = it.name('Name');
  const CredentialProviderArn = agentCore(it, `token-vault/default/${kind}credentialprovider/${name}`);
  const secret = `secret:bedrock-agentcore-identity!default/${kind}/${name}-${it.id(6, MIXED)}`;
  const secretArn = { [`${secretAttribute}.SecretArn`]: it.arn('secretsmanager', secret) };
  return { Ref: CredentialProviderArn, CredentialProviderArn, ...secretArn, ...more };
}

/** The identity of a resource whose ARN contains its name. */
function named(it: Subject, service: string, prefix: string, nameProperty: string, where?: string): Identity {
  const Ref = it.name(nameProperty);
  return { Ref, Arn: it.arn(service, `${prefix}${Ref}`, where) };
}

/** The identity of a resource with a generated ID and no name. */
function numbered(it: Subject, prefix: string, idAttribute: string): Identity {
  const Ref = `${prefix}-${it.id(17, HEX)}`;
  return { Ref, [idAttribute]: Ref };
}

/** The ARN of the function of a version or an alias, which contains its name or ARN. */
function functionArn(it: Subject): string {
  const fn = it.name('FunctionName');
  return fn.startsWith('arn:') ? fn : it.arn('lambda', `function:${fn}`);
}

export const IDENTITIES: Record<string, (it: Subject) => Identity> = {
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': (it) => credentialProvider(it, 'apikey', 'ApiKeySecretArn'),
  'AWS::BedrockAgentCore::BrowserCustom': (it) => identified(it, 'browser-custom', 'BrowserId', 'BrowserArn'),
  'AWS::BedrockAgentCore::CapacityProvider': (it) =>
    byArn(identified(it, 'capacity-provider', 'CapacityProviderId', 'Arn'), 'Arn'),
  'AWS::BedrockAgentCore::CodeInterpreterCustom': (it) =>
    identified(it, 'code-interpreter-custom', 'CodeInterpreterId', 'CodeInterpreterArn'),
  'AWS::BedrockAgentCore::Gateway': (it) => {
    const GatewayIdentifier = `${it.name('Name').toLowerCase()}-${it.id(10, LOWER)}`;
    return {
      Ref: GatewayIdentifier,
      GatewayIdentifier,
      GatewayArn: agentCore(it, `gateway/${GatewayIdentifier}`),
      GatewayUrl: `https://${GatewayIdentifier}.gateway.bedrock-agentcore.${it.region}.amazonaws.com/mcp`,
    };
  },
  'AWS::BedrockAgentCore::GatewayTarget': (it) => {
    const TargetId = it.id(10, UPPER);
    return { Ref: `${it.name('GatewayIdentifier')}|${TargetId}`, TargetId };
  },
  'AWS::BedrockAgentCore::Harness': (it) => {
    const HarnessId = agentCoreId(it, 'HarnessName');
    const Arn = agentCore(it, `harness/${HarnessId}`);
    const runtimeName = `harness_${it.name('HarnessName')}`;
    const runtimeId = `${runtimeName}-${it.id(10, MIXED)}`;
    const runtime = 'Environment.AgentCoreRuntimeEnvironment.AgentRuntime';
    const managed = it.has('Memory', 'ManagedMemoryConfiguration');
    return {
      Ref: Arn,
      Arn,
      HarnessId,
      Version: '1',
      [`${runtime}Arn`]: agentCore(it, `runtime/${runtimeId}`),
      [`${runtime}Id`]: runtimeId,
      [`${runtime}Name`]: runtimeName,
      ...(managed ? { 'Memory.ManagedMemoryConfiguration.Arn': agentCore(it, `memory/${HarnessId}`) } : {}),
    };
  },
  'AWS::BedrockAgentCore::HarnessEndpoint': (it) => {
    const Arn = agentCore(it, `harness/${it.name('HarnessId')}/harness-endpoint/${it.name('EndpointName')}`);
    return { Ref: Arn, Arn, HarnessName: it.name('HarnessId').split('-')[0], LiveVersion: '1' };
  },
  'AWS::BedrockAgentCore::Memory': (it) => byArn(identified(it, 'memory', 'MemoryId', 'MemoryArn'), 'MemoryArn'),
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': (it) =>
    credentialProvider(it, 'oauth2', 'ClientSecretArn', {
      CallbackUrl: `https://bedrock-agentcore.${it.region}.amazonaws.com/identities/oauth2/callback/${it.id(36, HEX)}`,
    }),
  'AWS::BedrockAgentCore::Runtime': (it) => {
    const runtime = identified(it, 'runtime', 'AgentRuntimeId', 'AgentRuntimeArn', 'AgentRuntimeName');
    return { ...runtime, AgentRuntimeVersion: '1' };
  },
  'AWS::BedrockAgentCore::RuntimeEndpoint': (it) => {
    const AgentRuntimeArn = agentCore(it, `runtime/${it.name('AgentRuntimeId')}`);
    const AgentRuntimeEndpointArn = `${AgentRuntimeArn}/runtime-endpoint/${it.name('Name')}`;
    const versions = { LiveVersion: '1', TargetVersion: '1' };
    return { Ref: AgentRuntimeEndpointArn, AgentRuntimeEndpointArn, AgentRuntimeArn, Id: it.name('Name'), ...versions };
  },
  'AWS::BedrockAgentCore::ResourcePolicy': (it) => ({ Ref: it.name('ResourceArn') }),
  'AWS::BedrockAgentCore::WorkloadIdentity': (it) => {
    const Ref = it.name('Name');
    const WorkloadIdentityArn = agentCore(it, `workload-identity-directory/default/workload-identity/${Ref}`);
    return { Ref, WorkloadIdentityArn };
  },
  'AWS::ApiGateway::RestApi': (it) => {
    const Ref = it.id(10, LOWER);
    return { Ref, RestApiId: Ref, RootResourceId: it.id(10, MIXED) };
  },
  'AWS::ApiGateway::Stage': (it) => ({ Ref: it.name('StageName') }),
  'AWS::Bedrock::Guardrail': (it) => {
    const GuardrailId = it.id(12, LOWER);
    const GuardrailArn = it.arn('bedrock', `guardrail/${GuardrailId}`);
    return { Ref: GuardrailArn, GuardrailArn, GuardrailId, Version: 'DRAFT' };
  },
  'AWS::Bedrock::KnowledgeBase': (it) => {
    const KnowledgeBaseId = it.id(10, UPPER);
    const KnowledgeBaseArn = it.arn('bedrock', `knowledge-base/${KnowledgeBaseId}`);
    return { Ref: KnowledgeBaseId, KnowledgeBaseId, KnowledgeBaseArn };
  },
  'AWS::CodeBuild::Project': (it) => named(it, 'codebuild', 'project/', 'Name'),
  'AWS::Cognito::UserPool': (it) => {
    const UserPoolId = `${it.region}_${it.id(9, MIXED)}`;
    const ProviderName = `cognito-idp.${it.region}.amazonaws.com/${UserPoolId}`;
    const Arn = it.arn('cognito-idp', `userpool/${UserPoolId}`);
    return { Ref: UserPoolId, UserPoolId, Arn, ProviderName, ProviderURL: `https://${ProviderName}` };
  },
  'AWS::Cognito::UserPoolDomain': (it) => ({ Ref: it.name('Domain') }),
  'AWS::Cognito::UserPoolClient': (it) => {
    const ClientId = it.id(26, LOWER);
    return { Ref: ClientId, ClientId };
  },
  'AWS::EC2::CapacityReservation': (it) => {
    const Id = `cr-${it.id(17, HEX)}`;
    return { Ref: Id, Id, CapacityReservationArn: it.arn('ec2', `capacity-reservation/${Id}`) };
  },
  'AWS::EC2::KeyPair': (it) => ({ Ref: it.name('KeyName') }),
  'AWS::EC2::SecurityGroup': (it) => numbered(it, 'sg', 'GroupId'),
  'AWS::EC2::Subnet': (it) => numbered(it, 'subnet', 'SubnetId'),
  'AWS::EC2::VPCEndpoint': (it) => numbered(it, 'vpce', 'Id'),
  'AWS::EC2::VPC': (it) => ({ ...numbered(it, 'vpc', 'VpcId'), DefaultSecurityGroup: `sg-${it.id(17, HEX)}` }),
  'AWS::ECR::Repository': (it) => {
    const Ref = it.name('RepositoryName').toLowerCase();
    const RepositoryUri = `${it.account}.dkr.ecr.${it.region}.amazonaws.com/${Ref}`;
    return { Ref, Arn: it.arn('ecr', `repository/${Ref}`), RepositoryUri };
  },
  'AWS::EFS::AccessPoint': (it) => {
    const id = numbered(it, 'fsap', 'AccessPointId');
    return { ...id, Arn: it.arn('elasticfilesystem', `access-point/${id.Ref}`) };
  },
  'AWS::EFS::FileSystem': (it) => {
    const id = numbered(it, 'fs', 'FileSystemId');
    return { ...id, Arn: it.arn('elasticfilesystem', `file-system/${id.Ref}`) };
  },
  'AWS::Events::EventBus': (it) => named(it, 'events', 'event-bus/', 'Name'),
  'AWS::Events::Rule': (it) => named(it, 'events', 'rule/', 'Name'),
  'AWS::IAM::InstanceProfile': (it) => named(it, 'iam', 'instance-profile/', 'InstanceProfileName', `:${it.account}`),
  'AWS::IAM::ManagedPolicy': (it) => {
    const PolicyArn = it.arn('iam', `policy/${it.name('ManagedPolicyName')}`, `:${it.account}`);
    return { Ref: PolicyArn, PolicyArn };
  },
  'AWS::IAM::Role': (it) => {
    const path = it.has('Path') ? it.name('Path') : '/';
    const RoleId = `AROA${it.id(17, UPPER)}`;
    return { ...named(it, 'iam', `role${path}`, 'RoleName', `:${it.account}`), RoleId };
  },
  'AWS::Kinesis::Stream': (it) => named(it, 'kinesis', 'stream/', 'Name'),
  'AWS::Logs::Delivery': (it) => {
    const DeliveryId = it.id(16, LOWER);
    return { Ref: DeliveryId, DeliveryId, Arn: it.arn('logs', `delivery:${DeliveryId}`) };
  },
  'AWS::Logs::DeliveryDestination': (it) => named(it, 'logs', 'delivery-destination:', 'Name'),
  'AWS::Logs::DeliverySource': (it) => named(it, 'logs', 'delivery-source:', 'Name'),
  'AWS::Logs::LogGroup': (it) => {
    const Ref = it.name('LogGroupName');
    return { Ref, Arn: it.arn('logs', `log-group:${Ref}:*`) };
  },
  'AWS::KMS::Key': (it) => {
    const KeyId = it.id(32, HEX).replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5');
    return { Ref: KeyId, KeyId, Arn: it.arn('kms', `key/${KeyId}`) };
  },
  'AWS::Lambda::Alias': (it) => ({ Ref: `${functionArn(it)}:${it.name('Name')}` }),
  'AWS::Lambda::Function': (it) => named(it, 'lambda', 'function:', 'FunctionName'),
  'AWS::Lambda::Version': (it) => ({ Ref: `${functionArn(it)}:1`, Version: '1' }),
  'AWS::LicenseManager::LicenseConfiguration': (it) => {
    const Ref = it.arn('license-manager', `license-configuration:lic-${it.id(32, HEX)}`);
    return { Ref, LicenseConfigurationArn: Ref };
  },
  'AWS::ResourceGroups::Group': (it) => ({
    Ref: it.name('Name'),
    Arn: it.arn('resource-groups', `group/${it.name('Name')}`),
  }),
  'AWS::S3::Bucket': (it) => {
    const Ref = it.name('BucketName').toLowerCase();
    return { Ref, Arn: it.arn('s3', Ref, ':') };
  },
  'AWS::S3Files::AccessPoint': (it) => {
    const id = numbered(it, 'fsap', 'AccessPointId');
    return {
      ...id,
      AccessPointArn: it.arn('s3files', `file-system/${it.name('FileSystemId')}/access-point/${id.Ref}`),
    };
  },
  'AWS::S3Files::FileSystem': (it) => {
    const FileSystemId = `fs-${it.id(17, HEX)}`;
    const FileSystemArn = it.arn('s3files', `file-system/${FileSystemId}`);
    return { Ref: FileSystemArn, FileSystemArn, FileSystemId };
  },
  'AWS::S3Files::MountTarget': (it) => numbered(it, 'fsmt', 'MountTargetId'),
  'AWS::S3Vectors::Index': (it) => {
    const bucket = it.name('VectorBucketArn').split('/')[1];
    const IndexArn = it.arn('s3vectors', `bucket/${bucket}/index/${it.name('IndexName').toLowerCase()}`);
    return { Ref: IndexArn, IndexArn };
  },
  'AWS::S3Vectors::VectorBucket': (it) => {
    const VectorBucketArn = it.arn('s3vectors', `bucket/${it.name('VectorBucketName').toLowerCase()}`);
    return { Ref: VectorBucketArn, VectorBucketArn };
  },
  'AWS::SecretsManager::Secret': (it) => {
    const Id = it.arn('secretsmanager', `secret:${it.name('Name')}-${it.id(6, MIXED)}`);
    return { Ref: Id, Id };
  },
  'AWS::Scheduler::Schedule': (it) => named(it, 'scheduler', 'schedule/default/', 'Name'),
  'AWS::SNS::Topic': (it) => {
    const TopicArn = it.arn('sns', it.name('TopicName'));
    return { Ref: TopicArn, TopicArn, TopicName: it.name('TopicName') };
  },
  'AWS::SQS::Queue': (it) => named(it, 'sqs', '', 'QueueName'),
  'AWS::StepFunctions::StateMachine': (it) => {
    const Name = it.name('StateMachineName');
    const Arn = it.arn('states', `stateMachine:${Name}`);
    return { Ref: Arn, Arn, Name };
  },
};
