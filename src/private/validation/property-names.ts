import type { Breach } from './limit';
import { isUnknown } from './unknown';

/**
 * How users type what the service calls otherwise; with a `/`, only below this, or only at this place of this resource type;
 * with a `:`, anywhere in this resource type. An empty word is a level that users do not see.
 */
const WORDS: Record<string, string> = {
  accessPointArn: 'accessPoint',
  actorTokenScopes: 'scopes',
  additionalHeaderClaims: 'headerClaims',
  additionalPayloadClaims: 'payloadClaims',
  advertisedScopeMapping: 'advertisedScopes',
  afterInvocation: '',
  afterToolCall: '',
  agentCoreBrowser: '',
  agentCoreCodeInterpreter: '',
  agentCoreGateway: '',
  agentCoreMemoryConfiguration: '',
  agentcoreRuntime: '',
  agentCoreRuntimeEnvironment: '',
  agentRuntimeArtifact: 'artifact',
  agentRuntimeId: 'runtime.agentId',
  agentRuntimeName: 'runtimeName',
  agentRuntimeVersion: 'version',
  allowedAudience: 'audiences',
  allowedClients: 'clients',
  allowedQueryParameters: 'queryParameters',
  allowedRequestHeaders: 'requestHeaders',
  allowedResponseHeaders: 'responseHeaders',
  allowedScopes: 'scopes',
  allowedWorkloadConfiguration: 'workloads',
  apiGateway: '',
  apiGatewayToolConfiguration: '',
  apiKeyArn: 'apiKey',
  apiKeyCredentialProvider: '',
  apiKeySecretConfig: '',
  appendToPrompt: 'instructions',
  atlassianOauth2ProviderConfig: '',
  auth: '',
  authorizerConfiguration: 'authorizer',
  authorizingClaimMatchValue: '',
  awsSkills: '',
  bedrockModelConfig: '',
  beforeInvocation: '',
  beforeToolCall: '',
  browserArn: 'browser',
  bucketOwnerAccountId: 'bucketOwner',
  capacityProviderArn: 'capacityProvider',
  capacityProviderConfiguration: '',
  capacityProviderVolume: '',
  claimMatchValue: '',
  clientSecretConfig: '',
  code: '',
  codeConfiguration: '',
  codeInterpreterArn: 'codeInterpreter',
  config: '',
  configuration: '',
  configurations: 'tools',
  connector: '',
  containerConfiguration: '',
  containerUri: 'uri',
  contentConfigurations: '',
  credentialArn: 'credential',
  credentialPrefix: 'prefix',
  credentialProvider: '',
  credentialProviderConfigurations: 'credentials',
  credentialProviderVendor: 'provider.vendor',
  customClaims: 'claims',
  customJwtAuthorizer: '',
  customMemoryStrategy: '',
  customOauth2ProviderConfig: '',
  dataStreamArn: 'recordStream',
  efsAccessPoint: '',
  encryptionKeyArn: 'encryptionKey',
  endpointIpAddressType: 'ipAddressType',
  environment: '',
  environmentArtifact: 'image',
  environmentVariables: 'environment',
  episodicMemoryStrategy: '',
  episodicOverride: '',
  eventBridge: '',
  eventExpiryDuration: 'eventExpiry',
  executionRoleArn: 'role',
  extractionConfig: '',
  filesystemConfigurations: 'filesystems',
  gatewayArn: 'gateway',
  gatewayIdentifier: 'gateway',
  geminiModelConfig: '',
  git: '',
  githubOauth2ProviderConfig: '',
  googleOauth2ProviderConfig: '',
  harnessId: 'harness.agentId',
  historicalContextWindowSize: 'historicalContext',
  hostingEnvironments: 'gateways',
  http: '',
  iamCredentialProvider: '',
  idleRuntimeSessionTimeout: 'idleTimeout',
  idleSessionTimeout: 'idleTimeout',
  inboundTokenClaimName: 'claim',
  includedOauth2ProviderConfig: '',
  inference: '',
  inlineFunction: '',
  inlinePayload: '',
  invocationConfiguration: '',
  kinesis: '',
  kmsKeyArn: 'key',
  kmsKeySource: '',
  lambda: '',
  lambdaArn: 'function',
  lifecycleConfiguration: 'lifecycle',
  linkedinOauth2ProviderConfig: '',
  liteLlmModelConfig: '',
  llmExtractionConfig: '',
  llmExtractionInstruction: 'instruction',
  managedMemoryConfiguration: '',
  managedVpcResource: '',
  matchValueString: 'value',
  matchValueStringList: 'values',
  maxValue: 'max',
  mcp: '',
  mcpServer: '',
  mcpToolSchema: 'tools',
  memoryExecutionRoleArn: 'role',
  memoryRecordSchema: '',
  memoryStrategies: 'strategies',
  messageBasedTrigger: '',
  metadataConfiguration: 'metadata',
  metadataSchema: 'metadata',
  microsoftOauth2ProviderConfig: '',
  minValue: 'min',
  modelMapping: '',
  namespaceTemplates: 'namespaceTemplate',
  networkConfiguration: 'network',
  networkModeConfig: '',
  numberValidation: '',
  onBehalfOfTokenExchangeConfig: 'provider.onBehalfOf',
  oauth: '',
  oauth2ProviderConfigInput: '',
  oauthCredentialProvider: '',
  oauthDiscovery: 'provider',
  openAiModelConfig: '',
  openApiSchema: 'document',
  outboundAuth: 'auth',
  parameterOverrides: 'parameters',
  passthrough: '',
  payloadDeliveryBucketName: 'bucket',
  prefix: 'key',
  privateKeyJwtConfig: 'provider.clientAuth',
  privateKeySource: '',
  protocolConfiguration: 'protocol',
  protocolType: 'protocol',
  provider: '',
  providerArn: 'client',
  providerPrefix: '',
  recordExpiryDurationDays: 'recordExpiry',
  recordExpirySpecification: '',
  reflectionConfiguration: 'reflection',
  regexPattern: 'pattern',
  remoteMcp: '',
  requestHeaderAllowlist: 'requestHeaders',
  requestHeaderConfiguration: '',
  resourceConfigurationIdentifier: 'identifier',
  resources: '',
  retrievalConfig: 'retrieval',
  roleArn: 'role',
  sizeLessThan: 'below',
  s3: '',
  s3FilesAccessPoint: '',
  salesforceOauth2ProviderConfig: '',
  secretId: 'secret',
  securityGroupIds: 'securityGroups',
  selfManagedConfiguration: '',
  selfManagedLatticeResource: '',
  semanticMemoryStrategy: '',
  semanticOverride: '',
  separator: 'stripPrefixBefore',
  sessionStorage: '',
  signingAlgorithm: 'algorithm',
  slackOauth2ProviderConfig: '',
  slidingWindow: '',
  smithyModel: 'model',
  sns: '',
  source: '',
  stickinessConfiguration: '',
  streamDeliveryResources: '',
  stringListValidation: '',
  stringValidation: '',
  subnetIds: 'subnets',
  summarization: '',
  summarizationSystemPrompt: 'systemPrompt',
  summaryMemoryStrategy: '',
  summaryOverride: '',
  targetConfiguration: 'source',
  targetVersion: 'version',
  tenantId: 'provider.tenantId',
  timeBasedTrigger: '',
  timeoutSeconds: 'timeout',
  tokenBasedTrigger: '',
  tokenExchangeGrantTypeConfig: '',
  toolFilters: 'filters',
  toolOverrides: 'overrides',
  toolSchema: 'tools',
  topicArn: 'topic',
  triggerConditions: '',
  uri: 'key',
  userPreferenceMemoryStrategy: '',
  userPreferenceOverride: '',
  validation: '',
  versionId: 'objectVersion',
  vpcIdentifier: 'vpc',
  'agentCoreMemoryConfiguration/arn': '',
  'eventBridge/arn': 'eventBus',
  'lambda/arn': 'function',
  'sns/arn': 'topic',
  'AccessPoint/rootDirectory/path': 'accessPoint.path',
  'AccessPoint:creationPermissions': 'accessPoint.createAcl',
  'AccessPoint:posixUser': 'accessPoint.posixUser',
  'AccessPoint:rootDirectory': '',
  'AccessPoint:clientToken': 'accessPoint.clientToken',
  'customOauth2ProviderConfig/privateEndpoint': 'provider.privateEndpoint',
  'customOauth2ProviderConfig/privateEndpointOverrides': 'provider.privateEndpointOverrides',
  'ApiKeyCredentialProvider/name': 'apiKeyName',
  'CapacityProvider/computeConfiguration/ec2Configuration/rootVolume/freeSpaceGiB': 'freeSpace',
  'CapacityProvider/name': 'capacityProviderName',
  'CapacityProvider:allowedInstanceTypes': 'instanceTypes',
  'CapacityProvider:capacityProviderOperatorRoleArn': 'role',
  'CapacityProvider:capacityReservationId': 'reservation',
  'CapacityProvider:capacityReservationResourceGroupArn': 'group',
  'CapacityProvider:capacityReservationSpecification': 'launch.capacityReservation',
  'CapacityProvider:capacityReservationTarget': '',
  'CapacityProvider:computeConfiguration': '',
  'CapacityProvider:ebs': '',
  'CapacityProvider:ebsConfiguration': '',
  'CapacityProvider:ec2Configuration': '',
  'CapacityProvider:ephemeralVolumes': 'launch.ephemeralVolumes',
  'CapacityProvider:idleInstanceTimeout': 'idleTimeout',
  'CapacityProvider:instanceProfileArn': 'launch.instanceProfile',
  'CapacityProvider:instanceRequirements': '',
  'CapacityProvider:kmsKeyId': 'encryptionKey',
  'CapacityProvider:launchParameters': '',
  'CapacityProvider:launchTemplateSource': '',
  'CapacityProvider:licenseConfigurationArn': '',
  'CapacityProvider:licenseSpecifications': 'launch.licenses',
  'CapacityProvider:permissionsConfiguration': '',
  'CapacityProvider:propagatedTags': 'launch.tags',
  'CapacityProvider:sizeGiB': 'size',
  'CapacityProvider:sshKeyName': 'launch.keyPair',
  'CapacityProvider:volumeInitializationRate': 'initializationRate',
  'CapacityProvider:volumeSize': 'size',
  'CapacityProvider:vpcConfiguration': 'network',
  'FileSystem/synchronizationConfiguration/expirationDataRules/0/daysAfterLastAccess': 'expireAfter',
  'FileSystem:importDataRules': 'imports',
  'FileSystem:kmsKeyId': 'encryptionKey',
  'FileSystem:prefix': 'prefix',
  'FileSystem:synchronizationConfiguration': '',
  'GatewayTarget/credentialProviderConfigurations/0/credentialProvider/apiKeyCredentialProvider/providerArn':
    'credentials.apiKey',
  'GatewayTarget/name': 'targetName',
  'GatewayTarget/targetConfiguration/http/agentcoreRuntime/arn': 'source.runtime',
  'GatewayTarget/targetConfiguration/http/agentcoreRuntime/qualifier': 'source.endpoint',
  'GatewayTarget/targetConfiguration/http/passthrough/stickinessConfiguration/identifier': 'source.stickyBy',
  'GatewayTarget/targetConfiguration/http/passthrough/stickinessConfiguration/timeout': 'source.stickyFor',
  'Harness:uri': 'prefix',
  'Harness/maxIterations': 'limits.maxIterations',
  'Harness/maxTokens': 'limits.maxTokens',
  'Harness/systemPrompt/0/text': 'systemPrompt',
  'Harness/timeoutSeconds': 'limits.timeout',
  'Memory:name': 'strategyName',
  'Memory/name': 'memoryName',
  'Runtime:arn': '',
  'MountTarget/subnetId': 'subnets',
  'OAuth2CredentialProvider/name': 'oauthClientName',
  'RuntimeEndpoint/name': 'endpointName',
};

/** Lists of which users give the only entry. */
const LISTS_OF_ONE: unknown[] = [
  'contentConfigurations',
  'credentialProviderConfigurations',
  'namespaceTemplates',
  'resources',
  'triggerConditions',
];
const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

/** Lists of which users give a map, by the member that is the key of the map. */
const MAPS: Record<string, string> = { namespaceKeys: 'key', privateEndpointOverrides: 'domain' };

type Members = Record<string, unknown>;

/** Words that depend on what is beside the property. */
const DEPENDENT: Record<string, (beside: Members) => string> = {
  credentialParameterName: ({ credentialLocation }) =>
    credentialLocation === 'QUERY_PARAMETER' ? 'parameter' : 'header',
};

/** Where a value of these props is, as users typed it. */
export function propertyNameOf(type: string, path: Breach['path'], props: object): string {
  let beside: Members = {};
  let value = props as unknown;
  const steps = path.map((step, index) => {
    const before = path[index - 1];
    const map = MAPS[`${typeof before === 'number' ? path[index - 2] : before}`];
    beside = value as Members;
    value = beside[typeof step === 'object' ? step.key : step];
    if (typeof step === 'number') {
      const key = map && (value as Members)[map];
      if (LISTS_OF_ONE.includes(before) || (map && path[index + 1] === map)) {
        return '';
      }
      return typeof key === 'string' && !isUnknown(key) ? keyStep(key) : `[${step}]`;
    }
    if (typeof step === 'object') {
      return keyStep(step.key);
    }
    if (map) {
      // The key of a map is said of its keys; the private endpoint is the value itself.
      return step === map ? ' keys' : step === 'privateEndpoint' ? '' : prefixed(WORDS[step] ?? step);
    }
    const word =
      DEPENDENT[step]?.(beside) ??
      WORDS[`${type}:${step}`] ??
      WORDS[`${String(before)}/${step}`] ??
      WORDS[step] ??
      step;
    return prefixed(word);
  });
  const words = WORDS[`${type}/${path.join('/')}`] ?? steps.join('').replace(/^\./, '');
  // The options of reflections are options of the strategy.
  return words.replace(/\.reflection\.(namespaceTemplate|metadata)\b/, (_, option: string) => {
    return `.reflection${option[0].toUpperCase()}${option.slice(1)}`;
  });
}

/** A word after another; an empty one is a level that users do not see. */
function prefixed(word: string): string {
  return word && `.${word}`;
}

/** A key that is the user's own. */
export function keyStep(key: string): string {
  return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
