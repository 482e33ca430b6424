import { CfnGatewayTarget, Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, CfnParameter, Stack } from 'aws-cdk-lib/core';
import { GatewayTarget, McpListingMode, OAuthGrantType, TargetCredentials, TargetSource } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { ACCOUNT, messageOf, REGION, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';

const synth = (stack: Stack) => messageOf(() => (App.of(stack) as App).synth());
const NOTHING = 'nothing was thrown';
const awsGateway = (stack: Stack) =>
  new Gateway(stack, 'Aws', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
const mcp = { mcpServer: { endpoint: 'https://mcp.example.com' } };

describe('The names of the targets of a gateway', () => {
  test('must be unique, whatever level of construct the gateway is passed as', () => {
    const stack = testStack();
    const gateway = awsGateway(stack);
    targetIn(stack, { gateway }, 'One');
    targetIn(stack, { gateway: gateway.node.defaultChild as never }, 'Two');
    expect(synth(stack)).toContain(
      '[Test/Two] targetName must be unique on each gateway, got "orders" for Test/One and Test/Two. Change the name of one of them.',
    );
  });

  test('must be unique among targets of aws-cdk-lib, defined before or after', () => {
    for (const isFirst of [true, false]) {
      const stack = testStack();
      const gateway = awsGateway(stack);
      const theirs = () =>
        new CfnGatewayTarget(stack, 'Theirs', {
          gatewayIdentifier: gateway.gatewayId,
          name: 'orders',
          targetConfiguration: { mcp },
        });
      isFirst && theirs();
      targetIn(stack, { gateway }, 'Ours');
      isFirst || theirs();
      expect(synth(stack)).toMatch(
        /targetName must be unique on each gateway, got "orders" for Test\/(Ours|Theirs) and/,
      );
    }
  });

  test('may be the same on two gateways', () => {
    const stack = testStack();
    targetIn(stack, { gateway: awsGateway(stack) }, 'One');
    targetIn(stack, { gateway: gatewayIn(stack) }, 'Two');
    expect(synth(stack)).toBe(NOTHING);
  });

  test('are not checked if they are tokens', () => {
    const stack = testStack();
    const gateway = awsGateway(stack);
    const targetName = new CfnParameter(stack, 'Name').valueAsString;
    targetIn(stack, { gateway, targetName }, 'One');
    targetIn(stack, { gateway, targetName }, 'Two');
    expect(synth(stack)).toBe(NOTHING);
  });

  test('must be unique across stacks of a stage', () => {
    const app = new App({ analyticsReporting: false });
    const env = { account: ACCOUNT, region: REGION };
    const first = new Stack(app, 'First', { env });
    const second = new Stack(app, 'Second', { env });
    const gateway = gatewayIn(first);
    targetIn(first, { gateway });
    targetIn(second, { gateway });
    expect(synth(first)).toContain('got "orders" for First/Target and Second/Target');
  });
});

describe('A target that was rejected', () => {
  const rejected = (stack: Stack, gateway: Gateway) =>
    new GatewayTarget(stack, 'Target', {
      gateway,
      targetName: 'orders',
      source: TargetSource.fromMcpServer('https://mcp.example.com', { listingMode: McpListingMode.DYNAMIC }),
      credentials: TargetCredentials.oauth(references.oauthClient(stack), {
        grantType: OAuthGrantType.AUTHORIZATION_CODE,
      }),
    });

  test.each(['Target', 'Retry'])('does not occupy its name and its ID for another attempt, with the ID %s', (id) => {
    const stack = testStack();
    const gateway = awsGateway(stack);
    expect(messageOf(() => rejected(stack, gateway))).toContain('listingMode');
    targetIn(stack, { gateway }, id);
    expect(synth(stack)).toBe(NOTHING);
    const targets = stack.node.findAll().filter(CfnGatewayTarget.isCfnGatewayTarget);
    expect(targets.map(({ node }) => node.path)).toEqual([`Test/${id}/Resource`]);
  });
});
