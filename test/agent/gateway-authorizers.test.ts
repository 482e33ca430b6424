import { Template } from 'aws-cdk-lib/assertions';
import { type CfnGateway, Gateway, GatewayAuthorizer, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role } from 'aws-cdk-lib/aws-iam';
import { CfnParameter, type Stack } from 'aws-cdk-lib/core';
import { GatewayAuth, TargetCredentials, TargetSource, Tool, Use } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { harnessIn, messageOf, runtimeIn, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';

const NOTHING = 'nothing was thrown';
const AUTHS: Record<string, (stack: Stack) => GatewayAuth> = {
  iam: () => GatewayAuth.iam(),
  none: () => GatewayAuth.none(),
  oauth: (stack) => GatewayAuth.oauth(references.oauthClient(stack)),
};

/** Whether a harness and a runtime may use a gateway with this authorizer type. */
const CALLERS: Array<[type: string, auth: string, isAccepted: boolean]> = [
  ['AWS_IAM', 'iam', true],
  ['AWS_IAM', 'none', false],
  ['AWS_IAM', 'oauth', false],
  ['AUTHENTICATE_ONLY', 'iam', true],
  ['AUTHENTICATE_ONLY', 'none', false],
  ['AUTHENTICATE_ONLY', 'oauth', false],
  ['CUSTOM_JWT', 'iam', false],
  ['CUSTOM_JWT', 'none', false],
  ['CUSTOM_JWT', 'oauth', true],
  ['NONE', 'iam', true],
  ['NONE', 'none', true],
  ['NONE', 'oauth', true],
];

describe.each(CALLERS)('An agent at a gateway with authorizer type %s and GatewayAuth.%s', (type, auth, isAccepted) => {
  test.each<[what: string, use: (stack: Stack, gateway: IGatewayRef, auth: GatewayAuth) => unknown]>([
    ['Tool.gateway', (stack, gateway, auth) => harnessIn(stack, { tools: [Tool.gateway(gateway, { auth })] })],
    ['Use.gateway', (stack, gateway, auth) => runtimeIn(stack, { uses: [Use.gateway(gateway, { auth })] })],
  ])(`is ${isAccepted ? 'accepted' : 'rejected'} by %s`, (what, use) => {
    const stack = testStack();
    const gateway = gatewayIn(stack, { authorizerType: type });
    const message = messageOf(() => use(stack, gateway, AUTHS[auth](stack)));
    const prop = what === 'Tool.gateway' ? 'tools' : 'uses';
    expect(message).toMatch(isAccepted ? NOTHING : `Test/Agent: ${prop}: the gateway Shop uses ${type} authorization`);
  });
});

/** The table of inbound and outbound authorization of the developer guide. */
const TARGETS: Array<[type: string, mode: string, isAccepted: boolean]> = [
  'AWS_IAM',
  'AUTHENTICATE_ONLY',
  'CUSTOM_JWT',
  'NONE',
].flatMap((type) =>
  [
    ['jwtPassthrough', type === 'CUSTOM_JWT' || type === 'NONE'],
    ['callerIam', type === 'AWS_IAM' || type === 'AUTHENTICATE_ONLY'],
    ['gatewayRole', true],
    ['apiKey', true],
    ['oauth', true],
    ['none', true],
  ].map(([mode, isAccepted]) => [type, mode, isAccepted] as [string, string, boolean]),
);

const CREDENTIALS: Record<string, (stack: Stack) => TargetCredentials> = {
  jwtPassthrough: () => TargetCredentials.jwtPassthrough(),
  callerIam: () => TargetCredentials.callerIam(),
  gatewayRole: () => TargetCredentials.gatewayRole(),
  apiKey: (stack) => TargetCredentials.apiKeyInHeader(references.apiKey(stack), 'X-Api-Key'),
  oauth: (stack) => TargetCredentials.oauth(references.oauthClient(stack)),
  none: () => TargetCredentials.none(),
};

describe.each(TARGETS)('A target of a gateway with authorizer type %s and %s credentials', (type, mode, isAccepted) => {
  test(`is ${isAccepted ? 'accepted' : 'rejected'}`, () => {
    const stack = testStack();
    const gateway = gatewayIn(stack, { authorizerType: type });
    const source = TargetSource.inferenceConnector('openai');
    const message = messageOf(() => targetIn(stack, { gateway, source, credentials: CREDENTIALS[mode](stack) }));
    expect(message).toMatch(
      isAccepted ? NOTHING : new RegExp(`must have a gateway with authorizer type .*, got ${type}`),
    );
  });
});

describe('The authorizer type of a gateway', () => {
  const use = (stack: Stack, gateway: IGatewayRef, auth?: GatewayAuth) => [
    messageOf(() => harnessIn(stack, { tools: [Tool.gateway(gateway, { auth })] })),
    messageOf(() => {
      stack.node.tryRemoveChild('Agent');
      runtimeIn(stack, { uses: [Use.gateway(gateway, { auth })] });
    }),
  ];
  const overridden = (stack: Stack, change: (resource: CfnGateway) => void) => {
    const gateway = new Gateway(stack, 'Shop');
    change(gateway.node.defaultChild as CfnGateway);
    return gateway;
  };

  test('is read from a property override', () => {
    const stack = testStack();
    const gateway = overridden(stack, (resource) => resource.addPropertyOverride('AuthorizerType', 'AWS_IAM'));
    expect(use(stack, gateway)).toEqual([NOTHING, NOTHING]);
    const credentials = TargetCredentials.callerIam();
    (gateway.node.defaultChild as CfnGateway).addPropertyDeletionOverride('ProtocolType');
    const source = TargetSource.fromRuntime(references.runtime(stack));
    expect(messageOf(() => targetIn(stack, { gateway, source, credentials }))).toBe(NOTHING);
  });

  test('is read from a property override to CUSTOM_JWT', () => {
    const stack = testStack();
    const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
    (gateway.node.defaultChild as CfnGateway).addOverride('Properties.AuthorizerType', 'CUSTOM_JWT');
    expect(use(stack, gateway)).toEqual([
      expect.stringContaining('uses CUSTOM_JWT authorization'),
      expect.stringContaining('uses CUSTOM_JWT authorization'),
    ]);
  });

  test.each<[string, (stack: Stack, gateway: IGatewayRef) => unknown]>([
    ['a tool', (stack, gateway) => harnessIn(stack, { tools: [Tool.gateway(gateway)] })],
    ['a use', (stack, gateway) => runtimeIn(stack, { uses: [Use.gateway(gateway)] })],
  ])('is checked at synthesis if it is overridden after %s refers to the gateway', (_, refer) => {
    const synthesized = (type?: string) => {
      const stack = testStack();
      const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
      refer(stack, gateway);
      (gateway.node.defaultChild as CfnGateway).addPropertyOverride('AuthorizerType', type);
      return messageOf(() => Template.fromStack(stack));
    };
    expect(synthesized('CUSTOM_JWT')).toMatch(
      /\[Test\/Agent\] (tools|uses): the gateway Shop uses CUSTOM_JWT authorization/,
    );
    expect(synthesized('AUTHENTICATE_ONLY')).toBe(NOTHING);
  });

  test('is checked at synthesis if it is changed after a target refers to the gateway', () => {
    const synthesized = (type: string) => {
      const stack = testStack();
      const gateway = gatewayIn(stack, { authorizerType: 'AWS_IAM' });
      const source = TargetSource.fromRuntime(references.runtime(stack));
      targetIn(stack, { gateway, source, credentials: TargetCredentials.callerIam() });
      gateway.authorizerType = type;
      return messageOf(() => Template.fromStack(stack));
    };
    expect(synthesized('CUSTOM_JWT')).toMatch(
      /credentials: TargetCredentials\.callerIam\(…\) must have a gateway with authorizer type/,
    );
    expect(synthesized('AUTHENTICATE_ONLY')).toBe(NOTHING);
  });

  test('is not checked if it is a token', () => {
    const stack = testStack();
    const type = new CfnParameter(stack, 'Type').valueAsString;
    expect(use(stack, gatewayIn(stack, { authorizerType: type }))).toEqual([NOTHING, NOTHING]);
    const other = testStack();
    const override = new CfnParameter(other, 'Type').valueAsString;
    const gateway = overridden(other, (resource) => resource.addPropertyOverride('AuthorizerType', override));
    expect(use(other, gateway)).toEqual([NOTHING, NOTHING]);
  });

  test('is not checked on an import', () => {
    const stack = testStack();
    const gateway = Gateway.fromGatewayAttributes(stack, 'Shop', {
      gatewayArn: references.GATEWAY_ARN,
      gatewayId: 'orders-a1b2c3d4e5',
      gatewayName: 'orders',
      role: Role.fromRoleName(stack, 'ShopRole', 'shop'),
    });
    expect(use(stack, gateway, GatewayAuth.oauth(references.oauthClient(stack)))).toEqual([NOTHING, NOTHING]);
  });
});
