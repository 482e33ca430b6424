import type { ReviewedResource } from '../assembly';
import { isAbsent } from '../intrinsics';
import { nameOf } from '../names';
import { entriesOf, type Json, jsonOf, memberOf } from '../parts';
import type { References } from '../references';

/** Actions that a feature of a resource needs, whatever the resources of the actions are. */
export interface Need {
  readonly actions: readonly string[];
  /** The feature in words. */
  readonly what: string;
}

/** The actions that gateways require in the policies of their roles, by the targets of the gateways. */
export class TargetNeeds {
  private readonly byGateway = new Map<ReviewedResource, ReviewedResource[]>();
  /** Functions whose resource policies can allow a gateway to invoke them. */
  private readonly permitted: ReadonlySet<ReviewedResource | undefined>;

  public constructor(private readonly references: References) {
    for (const target of references.ofType('AWS::BedrockAgentCore::GatewayTarget')) {
      const gateway = references.resourceOf(target.properties.GatewayIdentifier, target.stack, GATEWAY);
      if (gateway) {
        this.byGateway.set(gateway, [...(this.byGateway.get(gateway) ?? []), target]);
      }
    }
    const permissions = references.ofType('AWS::Lambda::Permission');
    this.permitted = new Set(
      permissions.map(({ properties, stack }) => references.resourceOf(properties.FunctionName, stack)),
    );
  }

  public of(gateway: ReviewedResource): Need[] {
    return (this.byGateway.get(gateway) ?? []).flatMap((target) => this.needsOfTarget(target));
  }

  private needsOfTarget(target: ReviewedResource): Need[] {
    const what = `the target ${nameOf(target)}`;
    const { properties, stack } = target;
    const [credentials] = entriesOf(properties.CredentialProviderConfigurations).map(jsonOf);
    const lambda = memberOf(properties.TargetConfiguration, 'Mcp', 'Lambda', 'LambdaArn');
    const isPermitted = lambda === undefined || this.permitted.has(this.references.resourceOf(lambda, stack));
    return [
      ...(isPermitted ? [] : [{ actions: ['lambda:InvokeFunction'], what }]),
      ...(credentials?.CredentialProviderType === 'API_KEY'
        ? [{ actions: ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetResourceApiKey'], what }]
        : []),
      ...(credentials?.CredentialProviderType === 'OAUTH'
        ? [{ actions: ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetResourceOauth2Token'], what }]
        : []),
    ];
  }
}

const GATEWAY = 'AWS::BedrockAgentCore::Gateway';

/** The actions that the role of a resource needs for the features that the template declares. */
export function needsOf(resource: ReviewedResource, targets: TargetNeeds): Need[] {
  const { properties, type } = resource;
  switch (type) {
    case 'AWS::BedrockAgentCore::Harness': {
      const environment = jsonOf(memberOf(properties, 'Environment', 'AgentCoreRuntimeEnvironment'));
      return [
        ...modelNeeds(jsonOf(properties.Model)),
        ...entriesOf(properties.Tools).flatMap((tool) => toolNeeds(jsonOf(tool))),
        ...entriesOf(properties.Hooks).flatMap((hook) => hookNeeds(jsonOf(hook))),
        ...memoryNeeds(properties.Memory),
        ...filesystemNeeds(environment.FilesystemConfigurations),
        ...imageNeeds(memberOf(properties, 'EnvironmentArtifact', 'ContainerConfiguration', 'ContainerUri')),
      ];
    }
    case 'AWS::BedrockAgentCore::Runtime':
      return [
        ...filesystemNeeds(properties.FilesystemConfigurations),
        ...imageNeeds(memberOf(properties, 'AgentRuntimeArtifact', 'ContainerConfiguration', 'ContainerUri')),
      ];
    case GATEWAY:
      return targets.of(resource);
    default:
      return [];
  }
}

/** The actions for a model on Amazon Bedrock, by its API format. Other formats may need other actions. */
const MODEL_ACTIONS: Readonly<Record<string, readonly string[]>> = {
  converse_stream: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
  responses: ['bedrock-mantle:CreateInference'],
  chat_completions: ['bedrock-mantle:CreateInference'],
};

function modelNeeds({ BedrockModelConfig: model }: Json): Need[] {
  const format = memberOf(model, 'ApiFormat') ?? 'converse_stream';
  const isKnown = model !== undefined && typeof format === 'string' && Object.hasOwn(MODEL_ACTIONS, format);
  return isKnown ? [{ actions: MODEL_ACTIONS[format], what: 'the model' }] : [];
}

const TOOLS: Readonly<Record<string, readonly string[]>> = {
  AgentCoreBrowser: ['bedrock-agentcore:StartBrowserSession'],
  AgentCoreCodeInterpreter: [
    'bedrock-agentcore:StartCodeInterpreterSession',
    'bedrock-agentcore:InvokeCodeInterpreter',
  ],
};

function toolNeeds({ Name: name, Type: type, Config: config }: Json): Need[] {
  const what = `the tool ${typeof name === 'string' ? name : String(type)}`;
  const gateway = memberOf(config, 'AgentCoreGateway');
  const auth = jsonOf(memberOf(gateway, 'OutboundAuth'));
  const signs = gateway !== undefined && isAbsent(auth.None) && isAbsent(auth.Oauth);
  return [
    ...(signs ? [{ actions: ['bedrock-agentcore:InvokeGateway'], what }] : []),
    ...Object.entries(TOOLS).flatMap(([kind, actions]) =>
      memberOf(config, kind) === undefined ? [] : [{ actions, what }],
    ),
  ];
}

const HOOKS: Readonly<Record<string, string>> = {
  Lambda: 'lambda:InvokeFunction',
  Sns: 'sns:Publish',
  EventBridge: 'events:PutEvents',
};

function hookNeeds(hook: Json): Need[] {
  return Object.entries(hook).flatMap(([, settings]) =>
    Object.keys(jsonOf(memberOf(settings, 'Target'))).flatMap((kind) =>
      Object.hasOwn(HOOKS, kind)
        ? [{ actions: [HOOKS[kind]], what: `the hook ${String(memberOf(settings, 'Name') ?? kind)}` }]
        : [],
    ),
  );
}

function memoryNeeds(memory: unknown): Need[] {
  const isUsed = memberOf(memory, 'AgentCoreMemoryConfiguration') !== undefined;
  return isUsed ? [{ actions: ['bedrock-agentcore:CreateEvent'], what: 'the memory' }] : [];
}

function filesystemNeeds(filesystems: unknown): Need[] {
  return entriesOf(filesystems).flatMap((each) => [
    ...(memberOf(each, 'EfsAccessPoint')
      ? [{ actions: ['elasticfilesystem:ClientMount'], what: 'the file system' }]
      : []),
    ...(memberOf(each, 'S3FilesAccessPoint') ? [{ actions: ['s3files:ClientMount'], what: 'the file system' }] : []),
  ]);
}

/** Images of public repositories need no permissions. */
function imageNeeds(uri: unknown): Need[] {
  const isPublic = uri === undefined || JSON.stringify(uri).includes('public.ecr.aws');
  const actions = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
  return isPublic ? [] : [{ actions, what: 'the container image' }];
}
