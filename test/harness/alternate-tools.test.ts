import { Gateway, GatewayAuthorizer, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Stack } from 'aws-cdk-lib/core';
import {
  ApiKey,
  GatewayAuth,
  type HarnessProps,
  HeaderValue,
  Network,
  OAuthClient,
  OAuthGrantType,
  Tool,
} from '../../src';
import { harnessIn } from '../support/helpers';
import { render, warningsOf } from '../support/rendered';
import { type Rule, testRules } from '../support/rules';
import { testWarnings } from '../support/warnings';

const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1';
const VAULT = `${AGENTCORE}:111122223333:token-vault/default`;
const gatewayArn = (name: string) => `${AGENTCORE}:111122223333:gateway/${name}-a1b2c3d4e5`;

function gatewayIn(stack: Stack, name: string): IGatewayRef {
  return Gateway.fromGatewayAttributes(stack, name, {
    gatewayArn: gatewayArn(name),
    gatewayId: `${name}-a1b2c3d4e5`,
    gatewayName: name,
    role: Role.fromRoleName(stack, `${name}Role`, name),
  });
}

function clientIn(stack: Stack) {
  return OAuthClient.fromOauthClientArn(stack, 'Client', `${VAULT}/oauth2credentialprovider/partners`);
}

function keyIn(stack: Stack) {
  return ApiKey.fromApiKeyArn(stack, 'Papers', `${VAULT}/apikeycredentialprovider/papers`);
}

const withKey = (stack: Stack) =>
  Tool.remoteMcp('papers', 'https://mcp.example.com/papers', {
    headers: { Authorization: HeaderValue.apiKey(keyIn(stack), { prefix: 'Bearer ' }) },
  });
const withoutKey = Tool.remoteMcp('docs', 'https://mcp.example.com/docs', {
  headers: { 'X-Team': HeaderValue.literal('support') },
});
const inline = (description = 'Asks.') =>
  Tool.inlineFunction('ask', { description, inputSchema: { type: 'object', properties: {} } });

const toolSids = (statements: object) => Object.keys(statements).filter((sid) => sid.includes('Tool'));

describe('alternateTools', () => {
  test('grants nothing by default', () => {
    expect(toolSids(render(() => ({ tools: [] })).statements)).toEqual([]);
  });

  test('grants the use of a gateway under its own Sid, and is not rendered', () => {
    const { properties, statements } = render((stack) => ({
      alternateTools: [Tool.gateway(gatewayIn(stack, 'stock'), { name: 'stock' })],
    }));
    expect(properties.Tools).toEqual([]);
    expect(JSON.stringify(properties)).not.toContain('stock');
    expect(toolSids(statements)).toEqual(['AlternateToolGatewayStock']);
    expect(statements.AlternateToolGatewayStock).toEqual({
      Sid: 'AlternateToolGatewayStock',
      Effect: 'Allow',
      Action: 'bedrock-agentcore:InvokeGateway',
      Resource: gatewayArn('stock'),
    });
  });

  test('leaves the rendered harness as it is', () => {
    const tools = [Tool.browser()];
    const { Tools, AllowedTools } = render((stack) => ({ tools, alternateTools: [withKey(stack)] })).properties;
    const without = render(() => ({ tools })).properties;
    expect({ Tools, AllowedTools }).toEqual({ Tools: without.Tools, AllowedTools: without.AllowedTools });
  });

  test('grants sessions of browsers and code interpreters', () => {
    const { statements } = render(() => ({ alternateTools: [Tool.browser(), Tool.codeInterpreter()] }));
    expect(statements.AlternateToolBrowser.Resource).toBe(`${AGENTCORE}:aws:browser/aws.browser.v1`);
    expect(statements.AlternateToolCodeInterpreter.Resource).toBe(
      `${AGENTCORE}:aws:code-interpreter/aws.codeinterpreter.v1`,
    );
    expect(toolSids(statements)).toEqual(['AlternateToolBrowser', 'AlternateToolCodeInterpreter']);
  });

  test('grants an API key in a header of an MCP server, and reading its secret', () => {
    const { statements } = render((stack) => ({ alternateTools: [withKey(stack)] }));
    expect(toolSids(statements)).toEqual(['AlternateToolHeaderPapers', 'AlternateToolHeaderSecretPapers']);
    expect(statements.AlternateToolHeaderPapers).toMatchObject({
      Action: 'bedrock-agentcore:GetResourceApiKey',
      Resource: expect.arrayContaining([`${VAULT}/apikeycredentialprovider/papers`]),
    });
  });

  test('grants tokens of an OAuth client, also for the grant type TOKEN_EXCHANGE', () => {
    const { stack, statements } = render((stack) => {
      const auth = GatewayAuth.oauth(clientIn(stack), { grantType: OAuthGrantType.TOKEN_EXCHANGE });
      return { alternateTools: [Tool.gateway(gatewayIn(stack, 'partners'), { auth })] };
    });
    expect(toolSids(statements)).toEqual([
      'AlternateToolGatewayOAuthPartners',
      'AlternateToolGatewayOAuthSecretPartners',
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('names both lists in the Sid of a permission that both need', () => {
    const { statements } = render((stack) => ({
      tools: [Tool.gateway(gatewayIn(stack, 'shop'))],
      alternateTools: [Tool.gateway(gatewayIn(stack, 'stock'))],
    }));
    expect(statements.ToolGatewayShopAndAlternateToolGatewayStock.Resource).toEqual([
      gatewayArn('shop'),
      gatewayArn('stock'),
    ]);
  });

  test('accepts a tool of tools, and several tools with one name', () => {
    const { statements } = render((stack) => {
      const shop = Tool.gateway(gatewayIn(stack, 'shop'), { name: 'shop' });
      const stock = Tool.gateway(gatewayIn(stack, 'stock'), { name: 'shop' });
      return { tools: [shop], alternateTools: [shop, stock] };
    });
    expect(toolSids(statements)).toEqual(['ToolGatewayShopAndAlternateToolGatewayShop']);
    expect(statements.ToolGatewayShopAndAlternateToolGatewayShop.Resource).toEqual([
      gatewayArn('shop'),
      gatewayArn('stock'),
    ]);
  });
});

function having(propsOf: (stack: Stack) => Partial<HarnessProps>): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, propsOf(stack));
}

const alternates = (...tools: Tool[]) => having(() => ({ alternateTools: tools }));
const shopWith = (auth: (stack: Stack) => GatewayAuth) =>
  having((stack) => {
    const shop = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.withNoAuth() });
    return { alternateTools: [Tool.browser(), Tool.gateway(shop, { name: 'shop', auth: auth(stack) })] };
  });

const RULES: Rule[] = [
  {
    rule: 'An inline function as an alternate tool',
    rejected: alternates(inline()),
    message:
      /alternateTools\[0\] must be a tool that needs a permission, got "ask", which callers can pass without one\. Remove it from alternateTools\.$/,
    accepted: having(() => ({ tools: [inline()], alternateTools: [] })),
  },
  {
    rule: 'An MCP server without an API key as an alternate tool',
    rejected: alternates(Tool.browser(), withoutKey),
    message: /alternateTools\[1\] must be a tool that needs a permission, got "docs", which callers can pass/,
    accepted: having((stack) => ({ alternateTools: [Tool.browser(), withKey(stack)] })),
  },
  {
    rule: 'A gateway without authentication as an alternate tool',
    rejected: shopWith(() => GatewayAuth.none()),
    message: /alternateTools\[1\] must be a tool that needs a permission, got "shop"/,
    accepted: shopWith((stack) => GatewayAuth.oauth(clientIn(stack))),
  },
  {
    rule: 'An alternate gateway that rejects the authentication',
    rejected: having((stack) => ({ alternateTools: [Tool.gateway(new Gateway(stack, 'Shop'))] })),
    message: /alternateTools: the gateway Shop uses CUSTOM_JWT authorization, so requests must have a token/,
    accepted: having((stack) => ({
      alternateTools: [Tool.gateway(new Gateway(stack, 'Shop'), { auth: GatewayAuth.oauth(clientIn(stack)) })],
    })),
  },
  {
    rule: 'An alternate tool with an invalid name',
    rejected: alternates(Tool.browser({ name: 'look up' })),
    message: /alternateTools\[0\]\.name must contain only letters, digits, hyphens and underscores, got "look up"/,
    accepted: alternates(Tool.browser({ name: 'look-up' })),
  },
  {
    rule: 'The grant type TOKEN_EXCHANGE, which only an invocation accepts',
    rejected: having((stack) => {
      const auth = GatewayAuth.oauth(clientIn(stack), { grantType: OAuthGrantType.TOKEN_EXCHANGE });
      return { tools: [Tool.gateway(gatewayIn(stack, 'shop'), { auth })] };
    }),
    message: /tools: grantType of GatewayAuth\.oauth for "shop" must be CLIENT_CREDENTIALS or AUTHORIZATION_CODE/,
    accepted: having((stack) => {
      const auth = GatewayAuth.oauth(clientIn(stack), { grantType: OAuthGrantType.TOKEN_EXCHANGE });
      return { alternateTools: [Tool.gateway(gatewayIn(stack, 'shop'), { auth })] };
    }),
  },
];

testRules(RULES);

const SERVICES = ['bedrock-agentcore', 'bedrock-runtime', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray', 's3'];

/** A harness with one alternate tool in isolated subnets with VPC endpoints for the given services. */
function isolated(toolOf: (stack: Stack) => Tool, services = SERVICES): (stack: Stack) => unknown {
  return (stack) => {
    const subnetType = SubnetType.PRIVATE_ISOLATED;
    const vpc = new Vpc(stack, 'Isolated', { subnetConfiguration: [{ name: 'isolated', subnetType }] });
    for (const service of services) {
      vpc.addInterfaceEndpoint(service, { service: new InterfaceVpcEndpointAwsService(service) });
    }
    harnessIn(stack, { alternateTools: [toolOf(stack)], network: Network.vpc(vpc, { subnets: { subnetType } }) });
  };
}

testWarnings([
  {
    id: 'noWayOut',
    when: 'an alternate tool needs a VPC endpoint that the VPC lacks',
    warns: isolated((stack) => Tool.gateway(gatewayIn(stack, 'shop'))),
    message: /the VPC has no endpoint for bedrock-agentcore\.gateway\. The agent cannot reach/,
    not: 'the VPC has the endpoint',
    silent: isolated((stack) => Tool.gateway(gatewayIn(stack, 'shop')), [...SERVICES, 'bedrock-agentcore.gateway']),
  },
  {
    id: 'noInternet',
    when: 'an alternate tool is on the internet and the subnets are isolated',
    warns: isolated(withKey, [...SERVICES, 'secretsmanager']),
    message: /The agent cannot reach the internet from an isolated subnet\./,
    not: 'the alternate tool is a service with a VPC endpoint',
    silent: isolated(() => Tool.browser()),
  },
  {
    id: 'unknownTool',
    when: 'allowedTools names neither a tool nor an alternate tool',
    warns: having(() => ({ allowedTools: ['brwser'], alternateTools: [Tool.browser()] })),
    message: /^allowedTools: "brwser" \(did you mean "browser"\?\) matches no tool of the harness\./,
    not: 'allowedTools names an alternate tool',
    silent: having((stack) => ({
      allowedTools: ['browser', '@stock/find'],
      alternateTools: [Tool.browser(), Tool.gateway(gatewayIn(stack, 'shop'), { name: 'stock' })],
    })),
  },
]);
