import { PlatformVersion } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, Stack } from 'aws-cdk-lib/core';
import { GatewayTarget, TargetCredentials, TargetSource } from '../../src';
import * as reference from '../support/fixtures/limits/references';
import { ACCOUNT, REGION, runtimeIn } from '../support/helpers';
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

describe('platformVersionNotInRegion', () => {
  const warned = (region: string | undefined, platformVersion?: PlatformVersion) => {
    const stack = new Stack(new App(), 'Test', { env: { account: ACCOUNT, region } });
    runtimeIn(stack, { platformVersion });
    return warningsOf(stack).filter((warning) => warning.includes('platformVersionNotInRegion'));
  };

  test('warns about V2 in a Region for which AWS has not announced it', () => {
    expect(warned('eu-central-1', PlatformVersion.V2)).toEqual([
      'platformVersion is V2, which is not known to be available in eu-central-1. If it is not, the deployment fails. Use PlatformVersion.V1, or acknowledge the warning if the Region supports V2 now. [ack: cdk-agentcore:platformVersionNotInRegion]',
    ]);
  });

  test.each([REGION, 'us-east-2', 'us-west-2', 'eu-west-1', 'ap-northeast-1', undefined])(
    'does not warn about V2 in %s',
    (region) => {
      expect(warned(region, PlatformVersion.V2)).toEqual([]);
    },
  );

  test.each([undefined, PlatformVersion.V1, PlatformVersion.of('V3')])('does not warn about %s', (platformVersion) => {
    expect(warned('eu-central-1', platformVersion)).toEqual([]);
  });
});
