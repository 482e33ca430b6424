import {
  BrowserCustom,
  CfnGateway,
  CodeInterpreterCustom,
  Gateway,
  GatewayAuthorizer,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { ApiKey, HeaderValue, Tool } from '../../src';
import { render } from '../support/rendered';

const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1';
const GATEWAY_ARN = `${AGENTCORE}:111122223333:gateway/shop-a1b2c3d4e5`;
const KEY_ARN = `${AGENTCORE}:111122223333:token-vault/default/apikeycredentialprovider/papers`;
const BROWSER_ACTIONS = [
  'StartBrowserSession',
  'StopBrowserSession',
  'GetBrowserSession',
  'ListBrowserSessions',
  'UpdateBrowserStream',
  'ConnectBrowserAutomationStream',
  'ConnectBrowserLiveViewStream',
].map((action) => `bedrock-agentcore:${action}`);
const CODE_ACTIONS = [
  'StartCodeInterpreterSession',
  'StopCodeInterpreterSession',
  'GetCodeInterpreterSession',
  'ListCodeInterpreterSessions',
  'InvokeCodeInterpreter',
].map((action) => `bedrock-agentcore:${action}`);

function having(toolsOf: (stack: Stack) => Tool[]) {
  return render((stack) => ({ tools: toolsOf(stack) }));
}

const toolSids = (statements: object) => Object.keys(statements).filter((sid) => sid.startsWith('Tool'));

function importedGateway(stack: Stack) {
  return Gateway.fromGatewayAttributes(stack, 'Shop', {
    gatewayArn: GATEWAY_ARN,
    gatewayId: 'shop-a1b2c3d4e5',
    gatewayName: 'shop',
    role: Role.fromRoleName(stack, 'ShopRole', 'shop'),
  });
}

describe('A harness without tools', () => {
  test('renders an empty list and grants nothing', () => {
    const { properties, statements } = render();
    expect(properties.Tools).toEqual([]);
    expect(toolSids(statements)).toEqual([]);
  });
});

describe('Tool.gateway', () => {
  test('signs with the execution role, and grants invocation of this gateway only', () => {
    const { properties, statements } = having((stack) => [Tool.gateway(importedGateway(stack), { name: 'shop' })]);
    expect(properties.Tools).toEqual([
      {
        Type: 'agentcore_gateway',
        Name: 'shop',
        Config: { AgentCoreGateway: { GatewayArn: GATEWAY_ARN, OutboundAuth: { AwsIam: {} } } },
      },
    ]);
    expect(statements.ToolGatewayShop).toEqual({
      Sid: 'ToolGatewayShop',
      Effect: 'Allow',
      Action: 'bedrock-agentcore:InvokeGateway',
      Resource: GATEWAY_ARN,
    });
  });

  test('renders no name by default', () => {
    const { properties } = having((stack) => [Tool.gateway(importedGateway(stack))]);
    expect(properties).not.toHaveProperty('Tools.0.Name');
  });

  test('accepts an L1 and an L2 of aws-cdk-lib', () => {
    const { properties, statements } = having((stack) => [
      Tool.gateway(new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() })),
      Tool.gateway(new CfnGateway(stack, 'Bare', { name: 'bare', roleArn: 'arn', authorizerType: 'AWS_IAM' })),
    ]);
    const arns = [
      expect.stringMatching(/^\$\{Shop\w+\.GatewayArn\}$/),
      expect.stringMatching(/^\$\{Bare\.GatewayArn\}$/),
    ];
    expect(statements.ToolGatewayShopAndToolGatewayBare.Resource).toEqual(arns);
    expect(properties).toHaveProperty('Tools.1.Config.AgentCoreGateway.GatewayArn', arns[1]);
  });
});

describe('Tool.browser', () => {
  test('uses the managed resource of AWS by default', () => {
    const { properties, statements } = having(() => [Tool.browser()]);
    expect(properties.Tools).toEqual([{ Type: 'agentcore_browser', Config: { AgentCoreBrowser: {} } }]);
    expect(statements.ToolBrowser).toEqual({
      Sid: 'ToolBrowser',
      Effect: 'Allow',
      Action: BROWSER_ACTIONS,
      Resource: `${AGENTCORE}:aws:browser/aws.browser.v1`,
    });
  });

  test('grants only the custom resource if one is passed', () => {
    const { properties, statements } = having((stack) => [
      Tool.browser({ browser: new BrowserCustom(stack, 'Inside', { browserCustomName: 'inside' }), name: 'look' }),
    ]);
    const arn = expect.stringMatching(/^\$\{Inside\w+\.BrowserArn\}$/);
    expect(properties.Tools).toEqual([
      { Type: 'agentcore_browser', Name: 'look', Config: { AgentCoreBrowser: { BrowserArn: arn } } },
    ]);
    expect(statements.ToolBrowserInside).toMatchObject({ Action: BROWSER_ACTIONS, Resource: arn });
    expect(toolSids(statements)).toEqual(['ToolBrowserInside']);
  });
});

describe('Tool.codeInterpreter', () => {
  test('uses the managed resource of AWS by default', () => {
    const { properties, statements } = having(() => [Tool.codeInterpreter()]);
    expect(properties.Tools).toEqual([
      { Type: 'agentcore_code_interpreter', Config: { AgentCoreCodeInterpreter: {} } },
    ]);
    expect(statements.ToolCodeInterpreter).toMatchObject({
      Action: CODE_ACTIONS,
      Resource: `${AGENTCORE}:aws:code-interpreter/aws.codeinterpreter.v1`,
    });
  });

  test('grants only the custom resource if one is passed', () => {
    const { properties, statements } = having((stack) => [
      Tool.codeInterpreter({
        codeInterpreter: new CodeInterpreterCustom(stack, 'Sums', { codeInterpreterCustomName: 'sums' }),
      }),
    ]);
    const arn = expect.stringMatching(/^\$\{Sums\w+\.CodeInterpreterArn\}$/);
    expect(properties).toHaveProperty('Tools.0.Config.AgentCoreCodeInterpreter.CodeInterpreterArn', arn);
    expect(statements.ToolCodeInterpreterSums).toMatchObject({ Action: CODE_ACTIONS, Resource: arn });
    expect(toolSids(statements)).toEqual(['ToolCodeInterpreterSums']);
  });
});

describe('Tool.remoteMcp', () => {
  const papers = (stack: Stack) => ApiKey.fromApiKeyArn(stack, 'Papers', KEY_ARN);

  test('grants nothing', () => {
    const { properties, statements } = having(() => [Tool.remoteMcp('docs', 'https://mcp.example.com/mcp')]);
    expect(properties.Tools).toEqual([
      { Type: 'remote_mcp', Name: 'docs', Config: { RemoteMcp: { Url: 'https://mcp.example.com/mcp' } } },
    ]);
    expect(toolSids(statements)).toEqual([]);
  });

  test('renders headers that refer to API keys', () => {
    const { properties, statements } = having((stack) => [
      Tool.remoteMcp('docs', 'https://mcp.example.com/mcp', {
        headers: {
          Accept: HeaderValue.literal('text/plain'),
          Authorization: HeaderValue.apiKey(papers(stack), { prefix: 'Bearer ' }),
        },
      }),
    ]);
    expect(properties).toHaveProperty('Tools.0.Config.RemoteMcp.Headers', {
      Accept: 'text/plain',
      Authorization: `Bearer \${${KEY_ARN}}`,
    });
    expect(statements.ToolHeaderDocs.Action).toBe('bedrock-agentcore:GetResourceApiKey');
    expect(statements.ToolHeaderSecretDocs.Resource).toBe(
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:bedrock-agentcore-identity!default/apikey/papers-*',
    );
  });

  test('renders no headers by default', () => {
    const { properties } = having(() => [Tool.remoteMcp('docs', 'https://mcp.example.com/mcp', { headers: {} })]);
    expect(properties).not.toHaveProperty('Tools.0.Config.RemoteMcp.Headers');
  });

  test('accepts a URL that is a token', () => {
    const { properties } = having((stack) => [Tool.remoteMcp('docs', new CfnParameter(stack, 'Url').valueAsString)]);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is how these tests write a Ref
    expect(properties).toHaveProperty('Tools.0.Config.RemoteMcp.Url', '${Url}');
  });
});

describe('Tool.inlineFunction', () => {
  test('renders the description and the schema, and grants nothing', () => {
    const inputSchema = { type: 'object', properties: { question: { type: 'string' } }, required: ['question'] };
    const { properties, statements } = having(() => [
      Tool.inlineFunction('ask_editor', { description: 'Asks the editor.', inputSchema }),
    ]);
    expect(properties.Tools).toEqual([
      {
        Type: 'inline_function',
        Name: 'ask_editor',
        Config: { InlineFunction: { Description: 'Asks the editor.', InputSchema: inputSchema } },
      },
    ]);
    expect(toolSids(statements)).toEqual([]);
  });
});

test('Tools are rendered in the order of the props.', () => {
  const { properties } = having(() => [
    Tool.codeInterpreter(),
    Tool.browser(),
    Tool.remoteMcp('docs', 'https://x.com'),
  ]);
  expect((properties.Tools as Array<{ Type: string }>).map(({ Type }) => Type)).toEqual([
    'agentcore_code_interpreter',
    'agentcore_browser',
    'remote_mcp',
  ]);
});
