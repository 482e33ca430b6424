import type { Construct } from 'constructs';
import { type Breach, breaches } from './limit';
import { LIMITS } from './limits.generated';

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
  agentRuntimeArtifact: 'artifact',
  agentRuntimeId: 'runtime.agentId',
  agentRuntimeName: 'runtimeName',
  agentRuntimeVersion: 'version',
  allowedAudience: 'audiences',
  allowedClients: 'clients',
  allowedScopes: 'scopes',
  allowedWorkloadConfiguration: 'workloads',
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
  capacityProviderArn: 'capacityProvider',
  capacityProviderConfiguration: '',
  capacityProviderVolume: '',
  claimMatchValue: '',
  clientSecretConfig: '',
  code: '',
  codeConfiguration: '',
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
  hostingEnvironments: 'gateways',
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
  oauth: '',
  oauth2ProviderConfigInput: '',
  oauthDiscovery: 'provider',
  openAiModelConfig: '',
  outboundAuth: 'auth',
  prefix: 'key',
  protocolConfiguration: 'protocol',
  providerArn: 'client',
  remoteMcp: '',
  requestHeaderAllowlist: 'requestHeaders',
  requestHeaderConfiguration: '',
  resourceConfigurationIdentifier: 'identifier',
  retrievalConfig: 'retrieval',
  roleArn: 'role',
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
  versionId: 'objectVersion',
  vpcIdentifier: 'vpc',
  'ApiKeyCredentialProvider/name': 'apiKeyName',
  'Harness/maxIterations': 'limits.maxIterations',
  'Harness/maxTokens': 'limits.maxTokens',
  'Harness/systemPrompt/0/text': 'systemPrompt',
  'Harness/timeoutSeconds': 'limits.timeout',
  'OAuth2CredentialProvider/name': 'oauthClientName',
  'RuntimeEndpoint/name': 'endpointName',
};

/** Collects what is wrong with one construct, to say all of it in one error at the user's line. */
export class Faults {
  private readonly found: string[] = [];
  private readonly numbers = new Set<string>();

  public constructor(private readonly scope: Construct) {}

  public add(fault: string): void {
    this.found.push(fault);
  }

  /** Holds what will be synthesized against the limits that the service publishes for the resource type. */
  public checkLimits(type: string, props: object): void {
    const found = breaches(LIMITS[type], props).map(({ path, problem }) => ({
      prop: inUserWords(type, path),
      problem,
    }));
    // Of a number that is out of our bounds, those of the schema say nothing more.
    const news = found.filter(({ prop }) => !this.numbers.has(prop));
    this.found.push(...news.map(({ prop, problem }) => `${prop} ${problem}`));
  }

  /** Holds a number against a bound that the service has and its schema does not say. */
  public checkNumber(prop: string, value: number | undefined, min: number, max?: number): void {
    for (const { problem } of breaches({ min, max }, value)) {
      this.addOfNumber(prop, problem);
    }
  }

  public addOfNumber(prop: string, problem: string): void {
    this.numbers.add(prop);
    this.add(`${prop} ${problem}`);
  }

  public throwIfAny(): void {
    if (this.found.length > 0) {
      const faults =
        this.found.length === 1 ? ` ${this.found[0]}` : this.found.map((fault) => `\n  - ${fault}`).join('');
      throw new Error(`${this.scope.node.path}:${faults}`);
    }
  }
}

const IDENTIFIER = /^[a-zA-Z_$][\w$]*$/;

function inUserWords(type: string, path: Breach['path']): string {
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
