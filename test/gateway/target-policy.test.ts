import { Template } from 'aws-cdk-lib/assertions';
import { CfnGateway, Gateway, GatewayAuthorizer, type IGatewayRef } from 'aws-cdk-lib/aws-bedrockagentcore';
import { CfnRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { App, CfnParameter, Lazy, Stack } from 'aws-cdk-lib/core';
import { GatewayTarget, TargetSource, ToolSchema } from '../../src';
import * as references from '../support/fixtures/limits/references';
import { functionIn } from '../support/fixtures/parts';
import { ACCOUNT, messageOf, REGION, testStack } from '../support/helpers';
import { gatewayIn, plain, renderTarget, targetIn, warningsOf } from '../support/rendered';

const AGENTCORE = `arn:aws:bedrock-agentcore:${REGION}:${ACCOUNT}`;
const TOOLS = ToolSchema.fromObject([
  { name: 'find', description: 'Finds an order.', inputSchema: { type: 'object' } },
  { name: 'cancel', description: 'Cancels an order.', inputSchema: { type: 'object' } },
]);
const ofFunction = (stack: Stack, id = 'Orders') => TargetSource.fromFunction(functionIn(stack, id), TOOLS);
const SERVICE = new ServicePrincipal('bedrock-agentcore.amazonaws.com');

/** The roles to which the policy of the target is attached, and whether the target depends on the policy. */
function attachment(stack: Stack) {
  const template = Template.fromStack(stack).toJSON().Resources as Record<
    string,
    { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }
  >;
  const policies = Object.entries(template).filter(
    ([id, { Type }]) => id.startsWith('Target') && Type === 'AWS::IAM::Policy',
  );
  const target = Object.values(template).find(({ Type }) => Type === 'AWS::BedrockAgentCore::GatewayTarget');
  return {
    roles: policies.flatMap(([, { Properties }]) => plain(Properties.Roles) as string[]),
    waits: policies.length > 0 && policies.every(([id]) => target?.DependsOn?.includes(id)),
  };
}

describe('The policy of a target', () => {
  const GATEWAYS: Record<string, [gateway: (stack: Stack) => IGatewayRef, role: RegExp]> = {
    'a Gateway': [
      (stack) => new Gateway(stack, 'Aws', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() }),
      /^\$\{AwsServiceRole\w+\}$/,
    ],
    'a CfnGateway with a Role': [
      (stack) => gatewayIn(stack, { roleArn: new Role(stack, 'Made', { assumedBy: SERVICE }).roleArn }),
      /^\$\{Made\w+\}$/,
    ],
    'a CfnGateway with a CfnRole': [
      (stack) => gatewayIn(stack, { roleArn: new CfnRole(stack, 'Raw', { assumeRolePolicyDocument: {} }).attrArn }),
      /^\$\{Raw\}$/,
    ],
    'a CfnGateway with the ARN of a role': [
      (stack) => gatewayIn(stack, { roleArn: `arn:aws:iam::${ACCOUNT}:role/path/shop` }),
      /^shop$/,
    ],
    'an imported gateway': [(stack) => gatewayOfShop(stack, 'Imported'), /^imported$/],
  };

  test.each(Object.entries(GATEWAYS))(
    'is attached to the role of %s, and the target depends on it',
    (_, [gatewayOf, role]) => {
      const { stack, dependsOn } = renderTarget((stack) => ({ gateway: gatewayOf(stack), source: ofFunction(stack) }));
      expect(attachment(stack)).toEqual({ roles: [expect.stringMatching(role)], waits: true });
      expect(dependsOn).toHaveLength(1);
      expect(warningsOf(stack)).toEqual([]);
    },
  );

  test('is attached to gatewayRole if it is set', () => {
    const { stack } = renderTarget((stack) => ({
      source: ofFunction(stack),
      gatewayRole: Role.fromRoleName(stack, 'Given', 'given'),
    }));
    expect(attachment(stack)).toEqual({ roles: ['given'], waits: true });
  });

  test('is not created without permissions', () => {
    const { stack, dependsOn } = renderTarget();
    expect(attachment(stack)).toEqual({ roles: [], waits: false });
    expect(dependsOn).toEqual([]);
  });

  test('is separate for each target', () => {
    const stack = testStack();
    const gateway = gatewayIn(stack);
    for (const name of ['orders', 'stock']) {
      targetIn(stack, { gateway, targetName: name, source: ofFunction(stack, `${name}Function`) }, name);
    }
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 2);
  });

  test('does not depend on the number and order of the targets', () => {
    const policies = (names: string[]) => {
      const stack = testStack();
      const gateway = gatewayIn(stack);
      for (const name of names) {
        targetIn(stack, { gateway, targetName: name, source: ofFunction(stack, `${name}Function`) }, name);
      }
      return Template.fromStack(stack).findResources('AWS::IAM::Policy');
    };
    const names = Array.from({ length: 30 }, (_, index) => `t${index}`);
    expect(policies(['first', ...names])).toEqual(policies([...names, 'first'].reverse()));
    expect(policies(['first', ...names])).toMatchObject(policies(names));
    expect(Object.keys(policies(names))).toHaveLength(30);
  });

  test.each<[string, (stack: Stack) => IGatewayRef]>([
    [
      'that is defined in the app',
      (stack) => gatewayIn(stack, { roleArn: new Role(stack, 'Made', { assumedBy: SERVICE }).roleArn }),
    ],
    ['that is imported', (stack) => gatewayIn(stack)],
    ['of a parameter', (stack) => gatewayIn(stack, { roleArn: new CfnParameter(stack, 'RoleArn').valueAsString })],
  ])('counts toward the limit of inline policies of a role %s', (_, gatewayOf) => {
    expect(messageOf(() => Template.fromStack(gatewayWith(100, gatewayOf)))).toMatch(
      /\[Test\/\w+\] role must have at most 10240 characters of inline policies, got at least \d+\. The app uses the role for 100 constructs\. Use another role for some of them \(a target: another gateway\), or attach the permissions yourself and pass role\.withoutPolicyUpdates\(\)\./,
    );
    expect(warningsOf(gatewayWith(50, gatewayOf))).toEqual([
      expect.stringMatching(
        /have up to \d+ characters, .*, and IAM accepts 10240\. The deployment fails if .*rolePolicyQuota/,
      ),
    ]);
    expect(warningsOf(gatewayWith(30, gatewayOf))).toEqual([]);
  });

  test('is not attached to a role without policy updates', () => {
    const stack = testStack();
    const gatewayRole = new Role(stack, 'Made', { assumedBy: SERVICE }).withoutPolicyUpdates();
    const gateway = gatewayIn(stack);
    for (let index = 0; index < 60; index++) {
      const name = `t${index}`;
      targetIn(stack, { gateway, gatewayRole, targetName: name, source: ofFunction(stack, `${name}Function`) }, name);
    }
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::BedrockAgentCore::GatewayTarget', 60);
    template.resourceCountIs('AWS::IAM::ManagedPolicy', 0);
  });

  test('counts together with those of another import of the same role', () => {
    const imports = (stack: Stack) => [1, 2].map((index) => gatewayOfShop(stack, `Import${index}`));
    const targets = (stack: Stack, count: number) =>
      imports(stack).map((gateway, index) => targetsOf(stack, gateway, count, `G${index}`));
    const warningsWith = (count: number) => {
      const stack = testStack();
      targets(stack, count);
      return warningsOf(stack);
    };
    expect(warningsWith(15)).toEqual([]);
    expect(warningsWith(25)).toEqual([expect.stringContaining('The app uses the role for 50 constructs.')]);
  });
});

/** Defines Lambda targets, each with a separate permission. */
function targetsOf(stack: Stack, gateway: IGatewayRef, count: number, prefix = ''): void {
  for (let index = 0; index < count; index++) {
    const name = `${prefix}T${index}`;
    targetIn(stack, { gateway, targetName: name, source: ofFunction(stack, `${name}Function`) }, name);
  }
}

function gatewayWith(count: number, gatewayOf: (stack: Stack) => IGatewayRef = gatewayIn): Stack {
  const stack = testStack();
  targetsOf(stack, gatewayOf(stack), count);
  return stack;
}

function gatewayOfShop(stack: Stack, id: string): IGatewayRef {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/imported`;
  return Gateway.fromGatewayAttributes(stack, id, {
    gatewayArn: `${AGENTCORE}:gateway/shop-a1b2c3d4e5`,
    gatewayId: 'shop-a1b2c3d4e5',
    gatewayName: 'shop',
    role: Role.fromRoleArn(stack, `${id}Role`, roleArn),
  });
}

describe('A warning lists the permissions that the role needs', () => {
  test('if the role of the gateway is not known', () => {
    const { stack } = renderTarget((stack) => ({ gateway: references.gateway(stack), source: ofFunction(stack) }));
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^gateway: the execution role of the gateway is not known, .*lambda:InvokeFunction.*cdk-agentcore:gatewayRoleNotKnown/,
      ),
    ]);
  });

  test('if the role is not mutable', () => {
    const { stack } = renderTarget((stack) => ({
      source: ofFunction(stack),
      gatewayRole: Role.fromRoleName(stack, 'Given', 'given', { mutable: false }),
    }));
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/cannot be edited in this app.*lambda:InvokeFunction.*cdk-agentcore:roleNotEditable/),
    ]);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });

  test('only if there are permissions', () => {
    expect(warningsOf(renderTarget((stack) => ({ gateway: references.gateway(stack) })).stack)).toEqual([]);
  });
});

test('the policy of a target is in the stack of the target, not of the gateway', () => {
  const app = new App({ analyticsReporting: false });
  const [gateways, functions, targets] = ['Gateways', 'Functions', 'Targets'].map((id) => new Stack(app, id));
  const gateway = new Gateway(gateways, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
  new GatewayTarget(targets, 'Target', { gateway, source: ofFunction(functions) });
  expect(() => app.synth()).not.toThrow();
  Template.fromStack(targets).resourceCountIs('AWS::IAM::Policy', 1);
  Template.fromStack(gateways).resourceCountIs('AWS::IAM::Policy', 0);
  Template.fromStack(functions).resourceCountIs('AWS::Lambda::Permission', 0);
});

test('the policies of targets of one gateway have different names in each stack', () => {
  const app = new App({ analyticsReporting: false });
  const gateway = new Gateway(new Stack(app, 'Gateways'), 'Shop', {
    authorizerConfiguration: GatewayAuthorizer.usingAwsIam(),
  });
  const stacks = ['Orders', 'Stock'].map((id) => new Stack(app, id));
  for (const stack of stacks) {
    new GatewayTarget(stack, 'Target', { gateway, source: ofFunction(stack) });
  }
  const names = stacks.map((stack) => {
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    return plain(Object.values(policies).map(({ Properties }) => Properties.PolicyName));
  });
  expect(names).toEqual([
    expect.arrayContaining([expect.stringMatching(/^Orders-?Target.*-RolePolicy-\$\{AWS::Region\}$/)]),
    expect.arrayContaining([expect.stringMatching(/^Stock-?Target.*-RolePolicy-\$\{AWS::Region\}$/)]),
  ]);
});

test('a policy is attached by ARN to the role of an L1 gateway that is not known at synth', () => {
  const roleArn = Lazy.string({ produce: () => `arn:aws:iam::${ACCOUNT}:role/late` });
  const { stack } = renderTarget((stack) => ({
    gateway: new CfnGateway(stack, 'Late', { name: 'late', authorizerType: 'AWS_IAM', roleArn }),
    source: ofFunction(stack),
  }));
  expect(attachment(stack).waits).toBe(true);
});
