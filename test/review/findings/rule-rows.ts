/** Resources that a rule finds something about, and corrected twins. */
import {
  AGENTCORE,
  custom,
  DISCOVERY,
  EFS,
  endpoint,
  type Fill,
  gateway,
  harness,
  harnessInVpc,
  httpTarget,
  IMAGE,
  inVpc,
  jwt,
  MOUNT,
  memory,
  PACKAGE,
  ROLE,
  role,
  runtime,
  STRATEGY,
  target,
  withCaller,
  withGateway,
  withModel,
} from './rule-parts';

interface Row {
  readonly rule: string;
  readonly when: string;
  readonly wrong: Fill;
  readonly right: Fill;
  readonly message: string | RegExp;
}

export const ROWS: Row[] = [
  {
    rule: 'authorizer-configuration',
    when: 'CUSTOM_JWT has no configuration',
    wrong: (stack) => gateway(stack, { authorizerType: 'CUSTOM_JWT' }),
    right: (stack) => gateway(stack, { authorizerType: 'CUSTOM_JWT', ...jwt({ allowedClients: ['web'] }) }),
    message: 'AuthorizerConfiguration is required for the authorizer type CUSTOM_JWT, and is not set.',
  },
  {
    rule: 'authorizer-configuration',
    when: 'AWS_IAM has one',
    wrong: (stack) => gateway(stack, jwt({ allowedClients: ['web'] })),
    right: (stack) => gateway(stack),
    message: 'AuthorizerConfiguration must not be set for the authorizer type "AWS_IAM".',
  },
  {
    rule: 'gateway-without-authorization',
    when: 'anyone can call a gateway',
    wrong: (stack) => gateway(stack, { authorizerType: 'NONE' }),
    right: (stack) => gateway(stack),
    message: 'AuthorizerType is NONE. Anyone who knows the URL of the gateway can call its tools.',
  },
  {
    rule: 'jwt-without-checks',
    when: 'an authorizer accepts every token',
    wrong: (stack) => runtime(stack, 'Agent', jwt({})),
    right: (stack) => runtime(stack, 'Agent', jwt({ allowedAudience: ['api'] })),
    message: /must have at least one of AllowedAudience, AllowedClients, AllowedScopes, CustomClaims, got none/,
  },
  {
    rule: 'discovery-url',
    when: 'a discovery document is not read with HTTPS',
    wrong: (stack) =>
      runtime(stack, 'Agent', jwt({ discoveryUrl: DISCOVERY.replace('https', 'http'), allowedClients: ['a'] })),
    right: (stack) => runtime(stack, 'Agent', jwt({ allowedClients: ['a'] })),
    message: /DiscoveryUrl must be a URL that starts with https:\/\/ and has a host name, got "http:\/\/login/,
  },
  {
    rule: 'cognito-audience',
    when: 'the audience of access tokens of Cognito is checked',
    wrong: (stack) =>
      runtime(
        stack,
        'Agent',
        jwt({
          discoveryUrl: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a/.well-known/openid-configuration',
          allowedAudience: ['api'],
        }),
      ),
    right: (stack) =>
      runtime(
        stack,
        'Agent',
        jwt({
          discoveryUrl: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a/.well-known/openid-configuration',
          allowedClients: ['api'],
        }),
      ),
    message: /whose access tokens have no aud claim/,
  },
  {
    rule: 'reserved-endpoint-name',
    when: 'an endpoint is called DEFAULT',
    wrong: (stack) => endpoint(stack, { name: 'DEFAULT' }),
    right: (stack) => endpoint(stack, { name: 'prod' }),
    message: 'Name must not be "DEFAULT", because AgentCore creates the endpoint of this name with each agent.',
  },
  {
    rule: 'endpoint-without-version',
    when: 'an endpoint never gets a new version',
    wrong: (stack) => endpoint(stack, { agentRuntimeVersion: undefined }),
    right: (stack) => endpoint(stack, {}),
    message: /AgentRuntimeVersion is not set\. The endpoint remains on the version/,
  },
  {
    rule: 'target-credentials',
    when: 'a Lambda target has no credentials',
    wrong: (stack) => target(stack, { credentialProviderConfigurations: undefined }),
    right: (stack) => target(stack),
    message: 'CredentialProviderConfigurations is required for targets with Mcp.Lambda, and is not set.',
  },
  {
    rule: 'target-credentials',
    when: 'callers of the gateway send no token to forward',
    wrong: (stack) =>
      target(stack, { credentialProviderConfigurations: [{ credentialProviderType: 'JWT_PASSTHROUGH' }] }),
    right: (stack) =>
      target(
        stack,
        { credentialProviderConfigurations: [{ credentialProviderType: 'JWT_PASSTHROUGH' }] },
        gateway(stack, { authorizerType: 'CUSTOM_JWT', ...jwt({ allowedClients: ['a'] }) }),
      ),
    message: /must have a gateway with authorizer type CUSTOM_JWT or NONE, got "AWS_IAM"/,
  },
  {
    rule: 'target-protocol',
    when: 'a target for HTTP is on a gateway for MCP',
    wrong: (stack) => httpTarget(stack, gateway(stack, { protocolType: 'MCP' })),
    right: (stack) => httpTarget(stack, gateway(stack)),
    message: 'TargetConfiguration.Http must have a gateway without a protocol, got the protocol MCP of Test/Tools.',
  },
  {
    rule: 'duplicate-name',
    when: 'two runtimes have one name',
    wrong: (stack) => [runtime(stack, 'One'), runtime(stack, 'Other', { agentRuntimeName: 'One' })],
    right: (stack) => [runtime(stack, 'One'), runtime(stack, 'Other')],
    message: 'AgentRuntimeName must be unique in an account and Region, got "One", which is also the name of Test/One.',
  },
  {
    rule: 'duplicate-name',
    when: 'a runtime has the name of the runtime of a harness',
    wrong: (stack) => [harness(stack, 'Desk'), runtime(stack, 'Other', { agentRuntimeName: 'harness_Desk' })],
    right: (stack) => [harness(stack, 'Desk'), runtime(stack, 'Other')],
    message: /because AgentCore creates a runtime of that name for the harness Test\/Desk/,
  },
  {
    rule: 'memory-strategies',
    when: 'a built-in strategy is repeated',
    wrong: (stack) =>
      memory(stack, {
        memoryStrategies: [STRATEGY, { semanticMemoryStrategy: { ...STRATEGY.semanticMemoryStrategy, name: 'More' } }],
      }),
    right: (stack) => memory(stack, { memoryStrategies: [STRATEGY] }),
    message: 'MemoryStrategies must have at most one SemanticMemoryStrategy, got more than one.',
  },
  {
    rule: 'memory-strategies',
    when: 'two strategies have one name',
    wrong: (stack) => memory(stack, { memoryStrategies: [STRATEGY, { summaryMemoryStrategy: { name: 'Facts' } }] }),
    right: (stack) => memory(stack, { memoryStrategies: [STRATEGY, { summaryMemoryStrategy: { name: 'Summary' } }] }),
    message: 'MemoryStrategies must have unique names, got "Facts" more than once.',
  },
  {
    rule: 'memory-namespaces',
    when: 'a namespace has an unknown variable',
    wrong: (stack) =>
      memory(stack, {
        memoryStrategies: [{ semanticMemoryStrategy: { name: 'F', namespaceTemplates: ['/{tenant}'] } }],
      }),
    right: (stack) => memory(stack, { memoryStrategies: [STRATEGY] }),
    message: /must not contain unknown variables, got \{tenant\} in "\/\{tenant\}"/,
  },
  {
    rule: 'memory-execution-role',
    when: 'a custom strategy has no role',
    wrong: (stack) => memory(stack, { memoryStrategies: [custom()] }),
    right: (stack) => memory(stack, { memoryStrategies: [custom()], memoryExecutionRoleArn: ROLE }),
    message: /MemoryExecutionRoleArn is required for MemoryStrategies\[0\]\.CustomMemoryStrategy\.Configuration/,
  },
  {
    rule: 'secret-in-template',
    when: 'an environment variable is a secret',
    wrong: (stack) => runtime(stack, 'Agent', { environmentVariables: { SHOP_API_KEY: 'hunter2-hunter2' } }),
    right: (stack) => runtime(stack, 'Agent', { environmentVariables: { SHOP_API_KEY_ARN: 'arn' } }),
    message: /EnvironmentVariables\.SHOP_API_KEY looks like a secret/,
  },
  {
    rule: 'mutable-image-tag',
    when: 'an image has the tag latest',
    wrong: (stack) =>
      runtime(stack, 'Agent', {
        agentRuntimeArtifact: { containerConfiguration: { containerUri: IMAGE.replace(/@.*/, ':latest') } },
      }),
    right: (stack) => runtime(stack, 'Agent'),
    message: /has the tag latest/,
  },
  {
    rule: 'file-system-without-vpc',
    when: 'an EFS file system is mounted without a VPC',
    wrong: (stack) => runtime(stack, 'Agent', { filesystemConfigurations: [MOUNT] }),
    right: (stack) => {
      inVpc(stack, 'nat-0123456789abcdef0').addPropertyOverride('FilesystemConfigurations', [
        { EfsAccessPoint: { AccessPointArn: EFS, MountPath: '/mnt/data' } },
      ]);
    },
    message: /must not contain an EFS or S3 Files access point, because the network mode is PUBLIC/,
  },
  {
    rule: 'network-mode',
    when: 'the network mode VPC has no subnets',
    wrong: (stack) => runtime(stack, 'Agent', { networkConfiguration: { networkMode: 'VPC' } }),
    right: (stack) => inVpc(stack, 'nat-0123456789abcdef0'),
    message: /must have subnets and security groups for the network mode VPC, got none/,
  },
  {
    rule: 'duplicate-mount-path',
    when: 'two file systems have one mount path',
    wrong: (stack) => {
      inVpc(stack, 'nat-0123456789abcdef0').addPropertyOverride('FilesystemConfigurations', [
        { EfsAccessPoint: { AccessPointArn: EFS, MountPath: '/mnt/data' } },
        { SessionStorage: { MountPath: '/mnt/data' } },
      ]);
    },
    right: (stack) => inVpc(stack, 'nat-0123456789abcdef0'),
    message: /must have unique mount paths, got "\/mnt\/data" more than once/,
  },
  {
    rule: 'public-subnets',
    when: 'an agent is in a public subnet',
    wrong: (stack) => inVpc(stack, 'igw-0123456789abcdef0'),
    right: (stack) => inVpc(stack, 'nat-0123456789abcdef0'),
    message: /contains public subnets \(Subnet\)/,
  },
  {
    rule: 'isolated-subnets',
    when: 'an agent in an isolated subnet has no endpoints',
    wrong: (stack) => inVpc(stack),
    right: (stack) => inVpc(stack, 'nat-0123456789abcdef0'),
    message: /without endpoints for bedrock-runtime, bedrock-agentcore, logs, ecr\.api, ecr\.dkr, s3/,
  },
  {
    rule: 'isolated-subnets',
    when: 'an agent with a code package in an isolated subnet has no endpoints',
    wrong: (stack) => inVpc(stack).addPropertyOverride('AgentRuntimeArtifact', PACKAGE),
    right: (stack) => inVpc(stack, 'nat-0123456789abcdef0').addPropertyOverride('AgentRuntimeArtifact', PACKAGE),
    message: /without endpoints for bedrock-runtime, bedrock-agentcore, logs\./,
  },
  {
    rule: 'isolated-subnets',
    when: 'a harness with a model of bedrock-mantle in an isolated subnet has no endpoints',
    wrong: (stack) => harnessInVpc(stack, 'responses'),
    right: (stack) => harnessInVpc(stack, 'responses', 'nat-0123456789abcdef0'),
    message: /without endpoints for bedrock-mantle, bedrock-agentcore, logs, ecr\.api, ecr\.dkr, s3\./,
  },
  {
    rule: 'role-trust',
    when: 'AgentCore cannot assume the role',
    wrong: (stack) => runtime(stack, 'Agent', { roleArn: role(stack, 'lambda.amazonaws.com', '*').roleArn }),
    right: (stack) => runtime(stack, 'Agent', { roleArn: role(stack, AGENTCORE, '*').roleArn }),
    message: 'RoleArn must be a role that bedrock-agentcore.amazonaws.com can assume, got Test/Role.',
  },
  {
    rule: 'role-permissions',
    when: 'a harness may not call its gateway',
    wrong: (stack) => withGateway(stack, 'bedrock:InvokeModel*'),
    right: (stack) => withGateway(stack, 'bedrock:InvokeModel*', 'bedrock-agentcore:InvokeGateway'),
    message: 'ExecutionRoleArn is Test/Role, which lacks bedrock-agentcore:InvokeGateway for the tool shop.',
  },
  {
    rule: 'role-permissions',
    when: 'a harness may not call the bedrock-mantle endpoint of its model',
    wrong: (stack) => withModel(stack, 'responses', 'bedrock:InvokeModel*'),
    right: (stack) => withModel(stack, 'responses', 'bedrock-mantle:CreateInference'),
    message: 'ExecutionRoleArn is Test/Role, which lacks bedrock-mantle:CreateInference for the model.',
  },
  {
    rule: 'role-permissions',
    when: 'a harness may not invoke its model',
    wrong: (stack) => withModel(stack, 'converse_stream', 'bedrock-mantle:CreateInference'),
    right: (stack) => withModel(stack, 'converse_stream', 'bedrock:InvokeModel*'),
    message: /lacks bedrock:InvokeModel, bedrock:InvokeModelWithResponseStream for the model/,
  },
  {
    rule: 'role-permissions',
    when: 'a gateway may not invoke the function of a target',
    wrong: (stack) => target(stack, {}, gateway(stack, { roleArn: role(stack, AGENTCORE, 's3:GetObject').roleArn })),
    right: (stack) =>
      target(stack, {}, gateway(stack, { roleArn: role(stack, AGENTCORE, 'lambda:InvokeFunction').roleArn })),
    message: 'RoleArn is Test/Role, which lacks lambda:InvokeFunction for the target Target.',
  },
  {
    rule: 'iam-caller-of-jwt-agent',
    when: 'an IAM principal may invoke an agent that accepts tokens',
    wrong: (stack) => withCaller(stack, runtime(stack, 'Agent', jwt({ allowedClients: ['web'] }))),
    right: (stack) => withCaller(stack, runtime(stack, 'Agent')),
    message: /rejects requests that are signed by IAM principals, such as Test\/Role/,
  },
];
