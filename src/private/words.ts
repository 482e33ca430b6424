import type { Breach } from './limit';

/**
 * How users type what the service calls otherwise; with a `/`, only at this place of this resource type.
 * An empty word is a level that users do not see.
 */
const WORDS: Record<string, string> = {
  accessPointArn: 'accessPoint',
  advertisedScopeMapping: 'advertisedScopes',
  afterInvocation: '',
  afterToolCall: '',
  agentCoreBrowser: '',
  agentCoreCodeInterpreter: '',
  agentCoreGateway: '',
  agentCoreMemoryConfiguration: '',
  agentCoreRuntimeEnvironment: '',
  allowedAudience: 'audiences',
  allowedClients: 'clients',
  allowedScopes: 'scopes',
  apiKeyArn: 'apiKey',
  apiKeySecretConfig: '',
  atlassianOauth2ProviderConfig: '',
  auth: '',
  authorizerConfiguration: 'authorizer',
  authorizingClaimMatchValue: '',
  awsSkills: '',
  bedrockModelConfig: '',
  beforeInvocation: '',
  beforeToolCall: '',
  browserArn: 'browser',
  claimMatchValue: '',
  clientSecretConfig: '',
  codeInterpreterArn: 'codeInterpreter',
  config: '',
  containerConfiguration: '',
  containerUri: 'uri',
  credentialArn: 'credential',
  credentialProviderVendor: 'provider.vendorName',
  customClaims: 'claims',
  customJwtAuthorizer: '',
  customOauth2ProviderConfig: '',
  efsAccessPoint: '',
  endpointIpAddressType: 'ipAddressType',
  environment: '',
  environmentArtifact: 'image',
  environmentVariables: 'environment',
  eventBridge: '',
  eventExpiryDuration: 'eventExpiry',
  executionRoleArn: 'role',
  filesystemConfigurations: 'filesystems',
  gatewayArn: 'gateway',
  geminiModelConfig: '',
  git: '',
  githubOauth2ProviderConfig: '',
  googleOauth2ProviderConfig: '',
  harnessId: 'harness.agentId',
  idleRuntimeSessionTimeout: 'idleTimeout',
  inboundTokenClaimName: 'name',
  includedOauth2ProviderConfig: '',
  inlineFunction: '',
  lambda: '',
  lifecycleConfiguration: 'lifecycle',
  linkedinOauth2ProviderConfig: '',
  liteLlmModelConfig: '',
  managedMemoryConfiguration: '',
  managedVpcResource: '',
  matchValueString: 'value',
  matchValueStringList: 'values',
  microsoftOauth2ProviderConfig: '',
  networkConfiguration: 'network',
  networkModeConfig: '',
  oauth2ProviderConfigInput: '',
  oauth: '',
  oauthDiscovery: 'provider',
  openAiModelConfig: '',
  outboundAuth: 'auth',
  providerArn: 'client',
  remoteMcp: '',
  resourceConfigurationIdentifier: 'identifier',
  retrievalConfig: 'retrieval',
  s3: '',
  s3FilesAccessPoint: '',
  salesforceOauth2ProviderConfig: '',
  secretId: 'secret',
  securityGroupIds: 'securityGroups',
  selfManagedLatticeResource: '',
  sessionStorage: '',
  slackOauth2ProviderConfig: '',
  slidingWindow: '',
  sns: '',
  subnetIds: 'subnets',
  summarization: '',
  summarizationSystemPrompt: 'systemPrompt',
  targetVersion: 'version',
  tenantId: 'provider.tenantId',
  timeoutSeconds: 'timeout',
  vpcIdentifier: 'vpc',
  'ApiKeyCredentialProvider/name': 'apiKeyName',
  'Harness/maxIterations': 'limits.maxIterations',
  'Harness/maxTokens': 'limits.maxTokens',
  'Harness/systemPrompt/0/text': 'systemPrompt',
  'Harness/timeoutSeconds': 'limits.timeout',
  'OAuth2CredentialProvider/name': 'oauthClientName',
};

const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

/** Where a value is, as users typed it. */
export function inUserWords(type: string, path: Breach['path']): string {
  const steps = path.map((step) => {
    if (typeof step === 'number') {
      return `[${step}]`;
    }
    if (typeof step === 'object') {
      return IDENTIFIER.test(step.key) ? `.${step.key}` : `[${JSON.stringify(step.key)}]`;
    }
    const word = WORDS[step] ?? step;
    return word && `.${word}`;
  });
  return WORDS[`${type}/${path.join('/')}`] ?? steps.join('').replace(/^\./, '');
}
