import { Template } from 'aws-cdk-lib/assertions';
import {
  CfnGateway,
  CfnGatewayTarget,
  Gateway,
  GatewayAuthorizer,
  type IGatewayRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { App, CfnParameter, Stack, Stage } from 'aws-cdk-lib/core';
import {
  GatewayTarget,
  type McpGatewayOptions,
  McpListingMode,
  OAuthGrantType,
  TargetCredentials,
  TargetSource,
} from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { ACCOUNT, messageOf, REGION, testStack } from '../../support/helpers';
import { gatewayIn, targetIn } from '../../support/rendered';
import { type Rule, testRules } from '../../support/rules';
import { configOf, NONE } from './targets';

const ENV = { account: ACCOUNT, region: REGION };
const INNER = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:gateway/payments-a1b2c3d4e5`;

function innerIn(stack: Stack, authorizerType = 'AWS_IAM', properties: object = {}): CfnGateway {
  const roleArn = Role.fromRoleName(stack, 'InnerRole', 'inner').roleArn;
  return new CfnGateway(stack, 'Payments', { name: 'payments', authorizerType, roleArn, ...properties });
}

function importIn(stack: Stack, arn = INNER, id = 'Imported'): IGatewayRef {
  const gatewayId = arn.split('/')[1];
  const role = Role.fromRoleName(stack, `${id}Role`, 'payments');
  return Gateway.fromGatewayAttributes(stack, id, { gatewayArn: arn, gatewayId, gatewayName: 'payments', role });
}

const offering = (gatewayOf: (stack: Stack) => IGatewayRef, options: McpGatewayOptions = {}) =>
  configOf((stack) => ({ source: TargetSource.fromMcpGateway(gatewayOf(stack), options) }));

describe('A gateway as an MCP server', () => {
  test('is invoked through its MCP endpoint, with requests that the role of the other gateway signs', () => {
    const { config, properties, statements, target } = offering(innerIn);
    expect(config).toEqual({
      Mcp: {
        McpServer: {
          Endpoint: `https://\${Payments}.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp`,
          ListingMode: 'DEFAULT',
        },
      },
    });
    expect(properties.CredentialProviderConfigurations).toEqual([
      {
        CredentialProviderType: 'GATEWAY_IAM_ROLE',
        CredentialProvider: { IamCredentialProvider: { Service: 'bedrock-agentcore' } },
      },
    ]);
    expect(statements).toEqual({
      TargetGatewayPayments: {
        Sid: 'TargetGatewayPayments',
        Effect: 'Allow',
        Action: 'bedrock-agentcore:InvokeGateway',
        Resource: `\${Payments.GatewayArn}`,
      },
    });
    expect(target.toolNames).toBeUndefined();
  });

  test('accepts an L2 and an import, which is in the Region of its ARN', () => {
    const { config } = offering(
      (stack) => new Gateway(stack, 'Payments', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() }),
    );
    expect(config).toHaveProperty(
      'Mcp.McpServer.Endpoint',
      expect.stringMatching(/^https:\/\/\$\{Payments\w+\.GatewayId/),
    );
    const imported = offering((stack) => importIn(stack, INNER.replace('us-east-1', 'eu-west-1')));
    expect(imported.config).toHaveProperty(
      'Mcp.McpServer.Endpoint',
      'https://payments-a1b2c3d4e5.gateway.bedrock-agentcore.eu-west-1.amazonaws.com/mcp',
    );
    expect(imported.properties).toHaveProperty('CredentialProviderConfigurations.0.CredentialProvider', {
      IamCredentialProvider: { Service: 'bedrock-agentcore', Region: 'eu-west-1' },
    });
  });

  test('has the options of an MCP server', () => {
    const { config } = offering(innerIn, { listingMode: McpListingMode.DYNAMIC, resourcePriority: 10 });
    expect(config).toMatchObject({ Mcp: { McpServer: { ListingMode: 'DYNAMIC', ResourcePriority: 10 } } });
  });

  test('with JWT authorization gets a token, and no permission to invoke it is granted', () => {
    const { properties, statements } = configOf((stack) => ({
      source: TargetSource.fromMcpGateway(innerIn(stack, 'CUSTOM_JWT')),
      credentials: TargetCredentials.oauth(references.oauthClient(stack)),
    }));
    expect(properties).toHaveProperty('CredentialProviderConfigurations.0.CredentialProviderType', 'OAUTH');
    expect(JSON.stringify(statements)).not.toContain('InvokeGateway');
    expect(JSON.stringify(statements)).toContain('GetResourceOauth2Token');
  });

  test('without authorization is invoked without credentials', () => {
    const { properties, statements } = configOf((stack) => ({
      source: TargetSource.fromMcpGateway(innerIn(stack, 'NONE')),
      credentials: NONE,
    }));
    expect(properties).not.toHaveProperty('CredentialProviderConfigurations');
    expect(statements).toEqual({});
  });
});

/** The logical IDs of the targets on which the target `Outer` depends. */
function waitsFor(stack: Stack): string[] {
  const template = Template.fromStack(stack);
  const targets = template.findResources('AWS::BedrockAgentCore::GatewayTarget');
  const [[, outer]] = Object.entries(targets).filter(([id]) => id.startsWith('Outer'));
  return Object.keys(targets).filter((id) => (outer.DependsOn ?? []).includes(id));
}

describe('The order of targets', () => {
  const inner = (stack: Stack, gateway: IGatewayRef, id: string) =>
    targetIn(stack, { gateway, targetName: id.toLowerCase() }, id);
  const outer = (stack: Stack, gateway: IGatewayRef, options: McpGatewayOptions = {}) =>
    targetIn(stack, { source: TargetSource.fromMcpGateway(gateway, options) }, 'Outer');

  test('waits for all targets of the other gateway, also for those that are defined later or as an L1', () => {
    const stack = testStack();
    const gateway = innerIn(stack);
    inner(stack, gateway, 'First');
    outer(stack, gateway);
    inner(stack, gateway, 'Second');
    const mcp = { mcpServer: { endpoint: 'https://mcp.example.com/mcp' } };
    new CfnGatewayTarget(stack, 'Bare', {
      gatewayIdentifier: gateway.attrGatewayIdentifier,
      name: 'bare',
      targetConfiguration: { mcp },
    });
    inner(stack, importIn(stack), 'OfAnother');
    expect(waitsFor(stack)).toEqual([expect.stringMatching(/^First/), expect.stringMatching(/^Second/), 'Bare']);
  });

  test('waits for the targets in waitFor only', () => {
    const stack = testStack();
    const gateway = innerIn(stack);
    const first = inner(stack, gateway, 'First');
    inner(stack, gateway, 'Second');
    outer(stack, gateway, { waitFor: [first] });
    expect(waitsFor(stack)).toEqual([expect.stringMatching(/^First/)]);
  });

  test('waits for no target with an empty list', () => {
    const stack = testStack();
    const gateway = innerIn(stack);
    inner(stack, gateway, 'First');
    outer(stack, gateway, { waitFor: [] });
    expect(waitsFor(stack)).toEqual([]);
  });

  test('waits for targets of an imported gateway that are defined in the app', () => {
    const stack = testStack();
    inner(stack, importIn(stack), 'First');
    outer(stack, importIn(stack, INNER, 'Again'));
    expect(waitsFor(stack)).toEqual([expect.stringMatching(/^First/)]);
  });

  test('waits for targets in another stack, but not for those in a stack that depends on the own stack', () => {
    const app = new App();
    const [before, own, after] = ['Before', 'Own', 'After'].map((id) => new Stack(app, id, { env: ENV }));
    const gateway = innerIn(before);
    inner(before, gateway, 'First');
    outer(own, gateway);
    after.addStackDependency(own);
    inner(after, gateway, 'Later');
    app.synth();
    expect(own.dependencies).toEqual([before]);
    expect(after.dependencies).toEqual(expect.arrayContaining([own]));
  });

  test('does not wait for targets in another stage', () => {
    const app = new App();
    const [first, second] = ['First', 'Second'].map((id) => new Stack(new Stage(app, id, { env: ENV }), 'Stack'));
    inner(first, importIn(first), 'Target');
    outer(second, importIn(second));
    expect(messageOf(() => app.synth())).toBe('nothing was thrown');
  });
});

const having = (propsOf: (stack: Stack) => object) => (stack: Stack) => targetIn(stack, propsOf(stack));
const authorized = (type: string, credentials?: (stack: Stack) => TargetCredentials) =>
  having((stack) => ({
    source: TargetSource.fromMcpGateway(innerIn(stack, type)),
    credentials: credentials?.(stack),
  }));
const withToken = (stack: Stack) => TargetCredentials.oauth(references.oauthClient(stack));

/** Adds targets to new gateways, each from the gateway with the first name to the gateway with the second. */
function linking(...links: Array<[outer: string, inner: string]>): (stack: Stack) => unknown {
  return (stack) => {
    const roleArn = Role.fromRoleName(stack, 'Shared', 'shared').roleArn;
    const gatewayOf = (id: string) =>
      (stack.node.tryFindChild(id) as CfnGateway) ??
      new CfnGateway(stack, id, { name: id.toLowerCase(), authorizerType: 'AWS_IAM', roleArn });
    return links.map(
      ([outer, inner]) =>
        new GatewayTarget(stack, `${outer}To${inner}`, {
          gateway: gatewayOf(outer),
          source: TargetSource.fromMcpGateway(gatewayOf(inner)),
        }),
    );
  };
}

const RULES: Rule[] = [
  {
    rule: 'A gateway with a JWT authorizer, and signed requests',
    rejected: authorized('CUSTOM_JWT'),
    message:
      /credentials: the gateway Payments uses CUSTOM_JWT authorization, so requests must have a token\. Use TargetCredentials\.oauth\(…\)\.$/,
    accepted: authorized('CUSTOM_JWT', withToken),
  },
  {
    rule: 'A gateway with IAM authorization, and a token',
    rejected: authorized('AWS_IAM', withToken),
    message: /credentials: the gateway Payments uses AWS_IAM authorization, so requests must be signed with IAM\. Use/,
    accepted: authorized('AWS_IAM', () => TargetCredentials.gatewayRole()),
  },
  {
    rule: 'A gateway that only authenticates callers, without credentials',
    rejected: authorized('AUTHENTICATE_ONLY', () => NONE),
    message: /credentials: the gateway Payments uses AUTHENTICATE_ONLY authorization, so requests must be signed/,
    accepted: authorized('AUTHENTICATE_ONLY'),
  },
  {
    rule: 'A gateway with a JWT authorizer, without credentials',
    rejected: authorized('CUSTOM_JWT', () => NONE),
    message: /credentials: the gateway Payments uses CUSTOM_JWT authorization, so requests must have a token/,
    accepted: authorized('NONE', () => NONE),
  },
  {
    rule: 'An API key for a gateway, which accepts none',
    rejected: authorized('AWS_IAM', (stack) => TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'x-api-key')),
    message:
      /credentials must be TargetCredentials\.none\(\), .* or TargetCredentials\.oauth\(…\) with TOKEN_EXCHANGE for an MCP endpoint of a gateway, got TargetCredentials\.apiKeyInHeader\(…\)/,
    accepted: authorized('CUSTOM_JWT', (stack) =>
      TargetCredentials.oauth(references.oauthClient(stack), { grantType: OAuthGrantType.TOKEN_EXCHANGE }),
    ),
  },
  {
    rule: 'A gateway with another protocol',
    rejected: having((stack) => ({
      source: TargetSource.fromMcpGateway(innerIn(stack, 'AWS_IAM', { protocolType: 'A2A' })),
    })),
    message: /source: the gateway Payments must use the protocol MCP, got A2A\. Use another gateway\.$/,
    accepted: having((stack) => ({
      source: TargetSource.fromMcpGateway(innerIn(stack, 'AWS_IAM', { protocolType: 'MCP' })),
    })),
  },
  {
    rule: 'A gateway that offers its own tools',
    rejected: linking(['A', 'A']),
    message: /source: the gateway must not be the gateway of the target itself, got A\. Use another gateway\.$/,
    accepted: linking(['A', 'B']),
  },
  {
    rule: 'An imported gateway that offers its own tools',
    rejected: having((stack) => ({
      gateway: importIn(stack),
      gatewayRole: Role.fromRoleName(stack, 'Given', 'given'),
      source: TargetSource.fromMcpGateway(importIn(stack, INNER, 'Again')),
    })),
    message: /source: the gateway must not be the gateway of the target itself, got Again\./,
    accepted: having((stack) => ({
      gateway: importIn(stack),
      gatewayRole: Role.fromRoleName(stack, 'Given', 'given'),
      source: TargetSource.fromMcpGateway(importIn(stack, INNER.replace('payments', 'refunds'), 'Again')),
    })),
  },
  {
    rule: 'Two gateways that offer the tools of each other',
    rejected: linking(['A', 'B'], ['B', 'A']),
    message:
      /BToA: source: the gateway A must not offer the tools of the gateway B, got a cycle: B → A → B\. Remove one of the targets\.$/,
    accepted: linking(['A', 'B'], ['C', 'A']),
  },
  {
    rule: 'Three gateways in a cycle',
    rejected: linking(['A', 'B'], ['B', 'C'], ['A', 'C'], ['C', 'A']),
    message: /got a cycle: C → A → B → C\./,
    accepted: linking(['A', 'B'], ['B', 'C'], ['A', 'C'], ['D', 'A']),
  },
  {
    rule: 'A target of another gateway in waitFor',
    rejected: having((stack) => ({
      source: TargetSource.fromMcpGateway(innerIn(stack), {
        waitFor: [targetIn(stack, { gateway: gatewayIn(stack) }, 'Wrong')],
      }),
      gateway: new CfnGateway(stack, 'Outer', { name: 'outer', authorizerType: 'NONE', roleArn: importRole(stack) }),
    })),
    message:
      /source\.waitFor\[0\] must be a target of the gateway Payments, got a target of another gateway: Test\/Wrong\. Remove it\.$/,
    accepted: having((stack) => {
      const gateway = innerIn(stack);
      return { source: TargetSource.fromMcpGateway(gateway, { waitFor: [targetIn(stack, { gateway }, 'Right')] }) };
    }),
  },
];

function importRole(stack: Stack): string {
  return Role.fromRoleName(stack, 'OuterRole', 'outer').roleArn;
}

testRules(RULES);

describe('Values that are known only later', () => {
  test('rejects an authorizer type that is overridden after the target is created', () => {
    const stack = testStack();
    const gateway = innerIn(stack);
    targetIn(stack, { source: TargetSource.fromMcpGateway(gateway) });
    gateway.addPropertyOverride('AuthorizerType', 'CUSTOM_JWT');
    expect(messageOf(() => Template.fromStack(stack))).toMatch(
      /uses CUSTOM_JWT authorization, so requests must have a/,
    );
  });

  test('accepts a gateway of which only tokens are known', () => {
    const stack = testStack();
    const gatewayOf = (id: string) => {
      const gatewayArn = new CfnParameter(stack, `${id}Arn`).valueAsString;
      const gatewayId = new CfnParameter(stack, `${id}Id`).valueAsString;
      const role = Role.fromRoleName(stack, `${id}Role`, 'shared');
      return Gateway.fromGatewayAttributes(stack, id, { gatewayArn, gatewayId, gatewayName: id, role });
    };
    const source = TargetSource.fromMcpGateway(gatewayOf('Inner'));
    const props = { gateway: gatewayOf('Outer'), source };
    expect(messageOf(() => targetIn(stack, props))).toBe('nothing was thrown');
  });

  test('accepts the opposite direction after a target was rejected', () => {
    const stack = testStack();
    const [a, b] = [innerIn(stack), gatewayIn(stack)];
    const link = (gateway: IGatewayRef, inner: IGatewayRef, description?: string) => () =>
      targetIn(stack, { gateway, source: TargetSource.fromMcpGateway(inner), description });
    expect(messageOf(link(a, b, ''))).toMatch(/description must be/);
    expect(messageOf(link(b, a))).toBe('nothing was thrown');
  });
});
