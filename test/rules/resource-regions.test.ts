import { App, Stack } from 'aws-cdk-lib/core';
import { GatewayTarget, TargetCredentials, TargetSource } from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, REGION } from '../support/helpers';
import { warningsOf } from '../support/rendered';
import { harness, MAKERS } from './resource-review-fixtures';

describe('typeNotInRegion', () => {
  const warned = (region: string | undefined, make: (stack: Stack) => unknown) => {
    const stack = new Stack(new App(), 'Test', { env: { account: ACCOUNT, region } });
    make(stack);
    return warningsOf(stack).filter((warning) => warning.includes('typeNotInRegion'));
  };
  const target = (stack: Stack) =>
    new GatewayTarget(stack, 'Target', {
      gateway: Object.assign(
        reference.gateway(
          stack,
          stack.formatArn({ service: 'bedrock-agentcore', resource: 'gateway/orders-a1b2c3d4e5' }),
        ),
        {
          env: { account: stack.account, region: stack.region },
        },
      ),
      source: TargetSource.fromMcpServer('https://mcp.example.com'),
      credentials: TargetCredentials.none(),
    });

  test.each<[string, string, string, (stack: Stack) => unknown]>([
    ...MAKERS.map(([, type, make]): [string, string, string, (stack: Stack) => unknown] => [
      type,
      'il-central-1',
      REGION,
      (stack) => make(stack, 'Made'),
    ]),
    ['GatewayTarget', 'ap-southeast-7', REGION, target],
    ['HarnessEndpoint', 'us-gov-west-1', REGION, (stack) => harness(stack, 'Agent').addEndpoint('live')],
    ['CapacityProvider', 'eu-west-3', 'eu-west-1', (stack) => MAKERS[5][2](stack, 'Made')],
  ])('warns about %s in %s, and not in %s or if the Region is not known', (type, without, offered, make) => {
    expect(warned(without, make)).toContainEqual(
      expect.stringMatching(
        new RegExp(
          `^The resource type AWS::BedrockAgentCore::${type} is not known to be available in ${without}\\..*Unrecognized resource types`,
        ),
      ),
    );
    expect(warned(offered, make)).toEqual([]);
    expect(warned(undefined, make)).toEqual([]);
  });
});
