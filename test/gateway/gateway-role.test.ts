import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, type Stack } from 'aws-cdk-lib/core';
import { messageOf, testStack } from '../support/helpers';
import { gatewayIn, targetIn } from '../support/rendered';

const NOTHING = 'nothing was thrown';
const ARN = 'arn:aws:iam::111122223333:role/shop';

const roleOf = (stack: Stack, id: string) =>
  new Role(stack, id, { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });

/** A target of a gateway with a dedicated role, synthesized. */
function tried(gatewayRoleOf: (stack: Stack, own: Role) => IRole, later?: (stack: Stack) => string): string {
  const stack = testStack();
  const own = roleOf(stack, 'Own');
  const gateway = gatewayIn(stack, { roleArn: own.roleArn });
  targetIn(stack, { gateway, gatewayRole: gatewayRoleOf(stack, own) });
  gateway.roleArn = later?.(stack) ?? gateway.roleArn;
  return messageOf(() => (App.of(stack) as App).synth());
}

describe('gatewayRole of a target', () => {
  test('must be the execution role of a gateway that is defined in this app', () => {
    const message =
      '[Test/Target] gatewayRole must be the execution role of the gateway Test/Shop, got another role, Test/Other. The gateway would not have the permissions of the target. Omit gatewayRole.';
    expect(tried((stack) => roleOf(stack, 'Other'))).toContain(message);
    expect(tried((_, own) => own)).toBe(NOTHING);
    expect(tried((_, own) => own.withoutPolicyUpdates())).toBe(NOTHING);
  });

  test('is compared with the role that the gateway has at synth', () => {
    expect(
      tried(
        (_, own) => own,
        (stack) => roleOf(stack, 'Later').roleArn,
      ),
    ).toContain('got another role, Test/Own.');
    expect(
      tried(
        (stack) => roleOf(stack, 'Later'),
        (stack) => (stack.node.findChild('Later') as Role).roleArn,
      ),
    ).toBe(NOTHING);
  });

  test('is compared by ARN for imported roles', () => {
    const imported = (arn: string) => {
      const stack = testStack();
      const gateway = gatewayIn(stack, { roleArn: ARN });
      targetIn(stack, { gateway, gatewayRole: Role.fromRoleArn(stack, 'Imported', arn) });
      return messageOf(() => (App.of(stack) as App).synth());
    };
    expect(imported(`${ARN}s`)).toContain('got another role, Test/Imported.');
    expect(imported(ARN)).toBe(NOTHING);
  });

  test('is compared for a gateway of aws-cdk-lib, but not for an import', () => {
    const stack = testStack();
    const authorizerConfiguration = GatewayAuthorizer.usingAwsIam();
    const gateway = new Gateway(stack, 'Aws', { authorizerConfiguration });
    targetIn(stack, { gateway, gatewayRole: roleOf(stack, 'Other') });
    expect(messageOf(() => (App.of(stack) as App).synth())).toContain('of the gateway Test/Aws, got another role');
    const other = testStack();
    const shop = Gateway.fromGatewayAttributes(other, 'Shop', {
      gatewayArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:gateway/shop-a1b2c3d4e5',
      gatewayId: 'shop-a1b2c3d4e5',
      gatewayName: 'shop',
      role: Role.fromRoleArn(other, 'Role', ARN),
    });
    targetIn(other, { gateway: shop, gatewayRole: roleOf(other, 'Other') });
    expect(messageOf(() => (App.of(other) as App).synth())).toBe(NOTHING);
  });
});
