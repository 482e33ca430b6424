import { CfnGateway, CfnMemory, Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key, type KeyProps, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, type Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  GatewayAuth,
  Harness,
  HarnessEndpoint,
  HarnessMemory,
  type HarnessMemoryStoreOptions,
  type HarnessProps,
  Hook,
  HookTarget,
  OAuthClient,
  OAuthProvider,
  Tool,
  Truncation,
} from '../../src';
import { oauthClientIn } from '../support/fixtures/parts';
import { harnessIn } from '../support/helpers';
import { type Rule, testRules } from '../support/rules';

const HARNESS_ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/other-a1B2c3D4e5';

function having(props: Partial<HarnessProps>): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, props);
}

function usingGateway(make: (stack: Stack) => CfnGateway | Gateway, auth?: GatewayAuth): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { tools: [Tool.gateway(make(stack), { auth })] });
}

function l1Gateway(authorizerType: string): (stack: Stack) => CfnGateway {
  return (stack) => {
    const roleArn = 'arn:aws:iam::111122223333:role/gateway';
    return new CfnGateway(stack, 'Shop', { name: 'shop', roleArn, protocolType: 'MCP', authorizerType });
  };
}

function remembering(options: HarnessMemoryStoreOptions): (stack: Stack) => unknown {
  return (stack) => {
    const store = new CfnMemory(stack, 'Store', { name: 'store', eventExpiryDuration: 30 });
    harnessIn(stack, { memory: HarnessMemory.store(store, options) });
  };
}

const inlineFunction = (type?: string) => Tool.inlineFunction('ask', { description: 'Asks.', inputSchema: { type } });

const TOOLS: Rule[] = [
  {
    rule: 'Two tools of one name',
    rejected: having({ tools: [Tool.browser({ name: 'look' }), Tool.remoteMcp('look', 'https://x.com')] }),
    message: /tools must have unique names, got "look" more than once\. Rename one of the tools\.$/,
    accepted: having({ tools: [Tool.browser({ name: 'look' }), Tool.remoteMcp('look2', 'https://x.com')] }),
  },
  {
    rule: 'A gateway of aws-cdk-lib with the default JWT authorizer, and IAM authentication',
    rejected: usingGateway((stack) => new Gateway(stack, 'Shop')),
    message:
      /tools: the gateway Shop uses CUSTOM_JWT authorization, so requests must have a token, got GatewayAuth\.iam\(\)\. Pass auth: GatewayAuth\.oauth\(…\), .*usingAwsIam\(\)/,
    accepted: usingGateway(
      (stack) => new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() }),
    ),
  },
  {
    rule: 'An L1 gateway with a JWT authorizer, and IAM authentication',
    rejected: usingGateway(l1Gateway('CUSTOM_JWT'), GatewayAuth.iam()),
    message: /tools: the gateway Shop uses CUSTOM_JWT authorization, so requests must have a token/,
    accepted: (stack) => {
      const auth = GatewayAuth.oauth(oauthClientIn(stack, 'Client', OAuthProvider.github()));
      usingGateway(l1Gateway('CUSTOM_JWT'), auth)(stack);
    },
  },
  {
    rule: 'A gateway with IAM authorization, and no authentication',
    rejected: usingGateway(l1Gateway('AWS_IAM'), GatewayAuth.none()),
    message:
      /tools: the gateway Shop uses AWS_IAM authorization, so requests must be signed with IAM, got GatewayAuth\.none\(\)\. Remove auth/,
    accepted: usingGateway(l1Gateway('NONE'), GatewayAuth.none()),
  },
  {
    rule: 'An MCP server that is not on the network',
    rejected: having({ tools: [Tool.remoteMcp('docs', 'mcp.example.com')] }),
    message: /tools: the url of "docs" must start with https:\/\/, got "mcp\.example\.com"/,
    accepted: having({ tools: [Tool.remoteMcp('docs', 'https://mcp.example.com')] }),
  },
  {
    rule: 'An MCP server whose URL has white space',
    rejected: having({ tools: [Tool.remoteMcp('docs', 'https://mcp.example.com/a b')] }),
    message:
      /tools: the url of "docs" must have a host name and no white space, got "https:\/\/mcp\.example\.com\/a b"/,
    accepted: having({ tools: [Tool.remoteMcp('docs', 'https://mcp.example.com/a%20b')] }),
  },
  {
    rule: 'An inline function whose input schema is not an object',
    rejected: having({ tools: [inlineFunction('string')] }),
    message: /tools: the inputSchema of "ask" must have the type "object", got "string"\./,
    accepted: having({ tools: [inlineFunction('object')] }),
  },
  {
    rule: 'An inline function without an input type',
    rejected: having({ tools: [inlineFunction()] }),
    message: /tools: the inputSchema of "ask" must have the type "object"/,
    accepted: having({ tools: [inlineFunction('object')] }),
  },
];

const HOOKS: Rule[] = [
  {
    rule: 'Two hooks of one name, for different events',
    rejected: (stack) => {
      const target = HookTarget.fromEventBus(new EventBus(stack, 'Bus'));
      harnessIn(stack, { hooks: [Hook.beforeInvocation('log', target), Hook.afterInvocation('log', target)] });
    },
    message: /hooks must have unique names, got "log" more than once/,
    accepted: (stack) => {
      const target = HookTarget.fromEventBus(new EventBus(stack, 'Bus'));
      harnessIn(stack, { hooks: [Hook.beforeInvocation('log', target), Hook.afterInvocation('log2', target)] });
    },
  },
];

const encryptedWith = (resource: string) => (stack: Stack) => {
  const encryptionKey = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:111122223333:${resource}`);
  harnessIn(stack, { memory: HarnessMemory.managed({ encryptionKey }) });
};

const encryptedBy = (props: KeyProps) => (stack: Stack) =>
  harnessIn(stack, { memory: HarnessMemory.managed({ encryptionKey: new Key(stack, 'Key', props) }) });

const MEMORIES: Rule[] = [
  ...[KeySpec.RSA_2048, KeySpec.HMAC_256].map((keySpec) => ({
    rule: `A key of a managed memory with the keySpec ${keySpec}`,
    rejected: encryptedBy({
      keySpec,
      keyUsage: keySpec === KeySpec.HMAC_256 ? KeyUsage.GENERATE_VERIFY_MAC : undefined,
    }),
    message:
      /memory\.encryptionKey must be a symmetric encryption key, got the key Test\/Key with the keySpec \w+\. Use a key with the keySpec SYMMETRIC_DEFAULT\.$/,
    accepted: encryptedBy({ enableKeyRotation: true }),
  })),
  {
    rule: 'A KMS alias for the key of a memory, which the schema accepts and the API rejects',
    rejected: encryptedWith('key/alias/memory'),
    message: /memory\.encryptionKey must be a KMS key, got the alias "alias\/memory"/,
    accepted: encryptedWith('key/mrk-1234567890abcdef1234567890abcdef'),
  },
  {
    rule: 'A message count of 0 for the memory',
    rejected: remembering({ messagesCount: 0 }),
    message: /memory\.messagesCount must be at least 1, got 0/,
    accepted: remembering({ messagesCount: 1 }),
  },
  {
    rule: 'A topK of 0 for retrieval',
    rejected: remembering({ retrieval: { '/facts/{actorId}/': { topK: 0 } } }),
    message: /memory\.retrieval\["\/facts\/\{actorId\}\/"\]\.topK must be between 1 and 100, got 0/,
    accepted: remembering({ retrieval: { '/facts/{actorId}/': { topK: 1 } } }),
  },
  {
    rule: 'A relevance score above 1',
    rejected: remembering({ retrieval: { '/facts/{actorId}/': { relevanceScore: 1.01 } } }),
    message: /memory\.retrieval\["\/facts\/\{actorId\}\/"\]\.relevanceScore must be between 0 and 1, got 1\.01/,
    accepted: remembering({ retrieval: { '/facts/{actorId}/': { relevanceScore: 0 } } }),
  },
  ...['/facts/{user-id}/', '/facts/{actorId}/\n', '/facts/*', '/facts/ada::grace/', '/facts:'].map((namespace) => ({
    rule: `The namespace ${JSON.stringify(namespace)} with an invalid format`,
    rejected: remembering({ retrieval: { [namespace]: {} } }),
    message: /memory\.retrieval keys must contain only letters, .* such as \{actorId\}, got "\/facts.*"\. Use/,
    // A memory can have custom placeholders.
    accepted: remembering({ retrieval: { '/facts/{memoryStrategyId}/{actorId}-x/{tenant}': {}, '/a:b:1/': {} } }),
  })),
];

const LOOP: Rule[] = [
  {
    rule: 'A sliding window of 0 messages',
    rejected: having({ truncation: Truncation.slidingWindow({ messagesCount: 0 }) }),
    message: /truncation\.messagesCount must be at least 1, got 0/,
    accepted: having({ truncation: Truncation.slidingWindow({ messagesCount: 1 }) }),
  },
  {
    rule: 'A summary ratio above the maximum',
    rejected: having({ truncation: Truncation.summarization({ summaryRatio: 1.1, preserveRecentMessages: -1 }) }),
    message:
      /truncation\.summaryRatio must be between 0 and 1, got 1\.1(.|\n)*truncation\.preserveRecentMessages must be at least 0, got -1/,
    accepted: having({ truncation: Truncation.summarization({ summaryRatio: 1, preserveRecentMessages: 0 }) }),
  },
  {
    rule: 'Limits of 0, which the schema accepts',
    rejected: having({ limits: { maxIterations: 0, maxTokens: 0, timeout: Duration.seconds(0) } }),
    message:
      /limits\.maxIterations must be at least 1, got 0(.|\n)*limits\.maxTokens must be at least 1, got 0(.|\n)*limits\.timeout must be at least 1 second, got 0 seconds/,
    accepted: having({ limits: { maxIterations: 1, maxTokens: 1, timeout: Duration.seconds(1) } }),
  },
];

const imported = (stack: Stack, version?: string) =>
  Harness.fromHarnessAttributes(stack, 'Other', { harnessArn: HARNESS_ARN, version });

const ENDPOINTS: Rule[] = [
  {
    rule: 'An endpoint with the reserved name DEFAULT',
    rejected: (stack) => harnessIn(stack).addEndpoint('DEFAULT'),
    message: /endpointName must not be DEFAULT, which is the name of the endpoint that every agent has\. Use another/,
    accepted: (stack) => harnessIn(stack).addEndpoint('default'),
  },
  {
    rule: 'An added endpoint without a version, of an imported harness without a version',
    rejected: (stack) => imported(stack).addEndpoint('live'),
    message: /version must be set for an imported agent, because the newest version is not known, got undefined\./,
    accepted: (stack) => imported(stack).addEndpoint('live', { version: '3' }),
  },
  {
    rule: 'A HarnessEndpoint without a version, of an imported harness without a version',
    rejected: (stack) => new HarnessEndpoint(stack, 'Live', { harness: imported(stack) }),
    message: /version must be set for an imported agent/,
    accepted: (stack) => new HarnessEndpoint(stack, 'Live', { harness: imported(stack, '3') }),
  },
];

const clientNamed = (oauthClientName: string) => (stack: Stack) =>
  new OAuthClient(stack, 'Client', {
    provider: OAuthProvider.github(),
    clientId: 'agent',
    secret: new Secret(stack, 'Secret'),
    jsonKey: 'secret',
    oauthClientName,
  });

const IDENTITY: Rule[] = [
  {
    rule: 'An API key with an underscore in its name, which only the schema of the key accepts',
    rejected: (stack) =>
      new ApiKey(stack, 'Key', { secret: new Secret(stack, 'Secret'), jsonKey: 'key', apiKeyName: 'open_ai_key' }),
    message: /apiKeyName must not contain underscores, .*, got "open_ai_key"\. Use "open-ai-key"\.$/,
    accepted: (stack) =>
      new ApiKey(stack, 'Key', { secret: new Secret(stack, 'Secret'), jsonKey: 'key', apiKeyName: 'open-ai-key' }),
  },
  {
    rule: 'An OAuth client with a space in its name',
    rejected: clientNamed('git hub'),
    message: /oauthClientName must contain only letters, digits, hyphens and underscores, got "git hub"/,
    accepted: clientNamed('git_hub'),
  },
];

testRules([...TOOLS, ...HOOKS, ...MEMORIES, ...LOOP, ...ENDPOINTS, ...IDENTITY]);
