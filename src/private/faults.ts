import type { Construct } from 'constructs';
import { type Breach, breaches } from './limit';
import { LIMITS } from './limits.generated';

/**
 * How users type what the service calls otherwise; with a `/`, only where it stands at the top.
 * An empty word is a level that users do not see.
 */
const WORDS: Record<string, string> = {
  allowedAudience: 'audiences',
  allowedClients: 'clients',
  allowedScopes: 'scopes',
  advertisedScopeMapping: 'advertisedScopes',
  agentCoreBrowser: '',
  agentCoreCodeInterpreter: '',
  agentCoreGateway: '',
  agentCoreMemoryConfiguration: '',
  agentCoreRuntimeEnvironment: '',
  afterInvocation: '',
  afterToolCall: '',
  apiKeyArn: 'apiKey',
  authorizerConfiguration: 'authorizer',
  awsSkills: '',
  bedrockModelConfig: '',
  beforeInvocation: '',
  beforeToolCall: '',
  config: '',
  containerConfiguration: '',
  containerUri: 'uri',
  customClaims: 'claims',
  customJwtAuthorizer: '',
  efsAccessPoint: '',
  environment: '',
  environmentArtifact: 'image',
  environmentVariables: 'environment',
  eventExpiryDuration: 'eventExpiry',
  executionRoleArn: 'role',
  filesystemConfigurations: 'filesystems',
  geminiModelConfig: '',
  git: '',
  idleRuntimeSessionTimeout: 'idleTimeout',
  inboundTokenClaimName: 'name',
  inlineFunction: '',
  lambda: '',
  lifecycleConfiguration: 'lifecycle',
  liteLlmModelConfig: '',
  managedMemoryConfiguration: '',
  managedVpcResource: '',
  networkConfiguration: 'network',
  networkModeConfig: '',
  oauth: '',
  oauth2ProviderConfigInput: 'provider',
  openAiModelConfig: '',
  outboundAuth: 'auth',
  remoteMcp: '',
  retrievalConfig: 'retrieval',
  s3: '',
  s3FilesAccessPoint: '',
  selfManagedLatticeResource: '',
  sessionStorage: '',
  slidingWindow: '',
  summarization: '',
  summarizationSystemPrompt: 'systemPrompt',
  targetVersion: 'version',
  timeoutSeconds: 'timeout',
  '/maxIterations': 'limits.maxIterations',
  '/maxTokens': 'limits.maxTokens',
  '/timeoutSeconds': 'limits.timeout',
};

/** Collects what is wrong with one construct, to say all of it in one error at the user's line. */
export class Faults {
  private readonly found: string[] = [];

  public constructor(private readonly scope: Construct) {}

  public add(fault: string): void {
    this.found.push(fault);
  }

  /** Holds what will be synthesized against the limits that the service publishes for the resource type. */
  public checkLimits(type: string, props: object): void {
    this.found.push(...breaches(LIMITS[type], props).map(({ path, problem }) => `${inUserWords(path)} ${problem}`));
  }

  /** Holds a number against a bound that the service has and its schema does not say. */
  public checkNumber(prop: string, value: number | undefined, min: number, max?: number): void {
    this.found.push(...breaches({ min, max }, value).map(({ problem }) => `${prop} ${problem}`));
  }

  public throwIfAny(): void {
    if (this.found.length > 0) {
      const faults =
        this.found.length === 1 ? ` ${this.found[0]}` : this.found.map((fault) => `\n  - ${fault}`).join('');
      throw new Error(`${this.scope.node.path}:${faults}`);
    }
  }
}

function inUserWords(path: Breach['path']): string {
  return path.reduce<string>((words, step) => {
    if (typeof step === 'number') {
      return `${words}[${step}]`;
    }
    const word = (path.length === 1 ? WORDS[`/${step}`] : undefined) ?? WORDS[step] ?? step;
    return word === '' ? words : [words, word].filter(Boolean).join('.');
  }, '');
}
