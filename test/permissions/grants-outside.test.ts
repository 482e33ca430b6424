import { WorkloadIdentity } from 'aws-cdk-lib/aws-bedrockagentcore';
import {
  AccountPrincipal,
  AnyPrincipal,
  ArnPrincipal,
  type Grant,
  type IGrantable,
  LazyRole,
  PrincipalWithConditions,
  Role,
  ServicePrincipal,
  User,
} from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Stack } from 'aws-cdk-lib/core';
import { Harness, MemoryStore } from '../../src';
import { functionIn, keyIn } from '../support/fixtures/parts';
import { ACCOUNT, harnessIn, runtimeIn, testStack } from '../support/helpers';
import { warningsOf } from '../support/rendered';

const OTHER = '444455556666';

type Granting = (stack: Stack, grantee: IGrantable) => Grant;

const GRANTS: Record<string, [method: string, grant: Granting, fix: RegExp]> = {
  'a harness': [
    'grants.invoke',
    (stack, grantee) => harnessIn(stack).grants.invoke(grantee),
    /AgentCore has no resource-based policy for it\. Grant the permission to a role in the account 111122223333, and/,
  ],
  'an endpoint of a runtime': [
    'grants.stopSession',
    (stack, grantee) => runtimeIn(stack).addEndpoint('live').grants.stopSession(grantee),
    /must allow the principal as well, on the runtime and on its endpoint\. Create an AWS::BedrockAgentCore::Resource/,
  ],
  'a memory': [
    'grants.read',
    (stack, grantee) => new MemoryStore(stack, 'Store', { encryptionKey: new Key(stack, 'Key') }).grants.read(grantee),
    /must allow the principal as well, on the memory\. Create an AWS::BedrockAgentCore::ResourcePolicy/,
  ],
  'an API key': [
    'grants.use',
    (stack, grantee) => keyIn(stack, 'Key').grants.use(grantee, new WorkloadIdentity(stack, 'Identity')),
    /AgentCore has no resource-based policy for it\./,
  ],
};

const FOREIGN: Record<string, (stack: Stack) => IGrantable> = {
  'an imported role': (stack) => Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${OTHER}:role/caller`),
  'an account': () => new AccountPrincipal(OTHER),
  'an ARN': () => new ArnPrincipal(`arn:aws:iam::${OTHER}:role/caller`),
};

describe.each(Object.entries(GRANTS))('A grant of %s', (_, [method, grant, fix]) => {
  test.each(Object.entries(FOREIGN))(
    'to %s of another account warns about both required policies, and does not succeed',
    (_name, granteeIn) => {
      const stack = testStack();
      expect(grant(stack, granteeIn(stack)).success).toBe(false);
      const [first, second, ...others] = warningsOf(stack);
      expect(first).toMatch(
        new RegExp(
          `^${method} adds no permission, because .* Attach these statements to the principal: \\{"Statement":`,
        ),
      );
      expect(second).toMatch(
        new RegExp(`^${method} is not sufficient, because the principal is in another account \\(${OTHER}\\)\\. `),
      );
      expect(second).toMatch(fix);
      expect(others).toEqual([]);
    },
  );

  test('to a function of the app succeeds without a warning', () => {
    const stack = testStack();
    const { success, principalStatements } = grant(stack, functionIn(stack, 'Caller'));
    expect(success).toBe(true);
    expect(principalStatements.length).toBeGreaterThan(0);
    expect(warningsOf(stack)).toEqual([]);
  });
});

const invoke = (stack: Stack, grantee: IGrantable) => harnessIn(stack).grants.invoke(grantee);
const lambda = new ServicePrincipal('lambda.amazonaws.com');
const callerIn = (stack: Stack) => new Role(stack, 'Caller', { assumedBy: lambda });

describe('A grant in the account', () => {
  test.each<[string, (stack: Stack) => IGrantable]>([
    ['a role of the app', callerIn],
    ['a role of the app, under conditions', (stack) => new PrincipalWithConditions(callerIn(stack), { Bool: {} })],
    ['a lazily created role', (stack) => new LazyRole(stack, 'Caller', { assumedBy: lambda })],
    ['an imported role', (stack) => Role.fromRoleName(stack, 'Caller', 'caller')],
    ['a user', (stack) => new User(stack, 'Caller')],
  ])('to %s succeeds without a warning', (_, granteeIn) => {
    const stack = testStack();
    expect(invoke(stack, granteeIn(stack)).success).toBe(true);
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each<[string, (stack: Stack) => IGrantable]>([
    ['an immutable role', (stack) => Role.fromRoleName(stack, 'Caller', 'caller', { mutable: false })],
    ['a role without policy updates', (stack) => callerIn(stack).withoutPolicyUpdates()],
    ['the account', () => new AccountPrincipal(ACCOUNT)],
    ['a service', () => lambda],
    ['anyone', () => new AnyPrincipal()],
  ])('to %s prints the statements and does not succeed', (_, granteeIn) => {
    const stack = testStack();
    expect(invoke(stack, granteeIn(stack)).success).toBe(false);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(
        /^grants\.invoke adds no permission, .*\{"Statement":\[\{"Action":\["bedrock-agentcore:InvokeHarness","bedrock-agentcore:InvokeAgentRuntime"\],"Effect":"Allow",.*grantNotAdded\]$/,
      ),
    ]);
  });

  test('to an imported agent without a role is left to the warning of aws-cdk-lib', () => {
    const stack = testStack();
    const harnessArn = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:harness/caller-0123456789`;
    expect(invoke(stack, Harness.fromHarnessAttributes(stack, 'Caller', { harnessArn })).success).toBe(false);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('of an imported agent in the account of the principal is not in another account', () => {
    const stack = testStack();
    const harnessArn = `arn:aws:bedrock-agentcore:us-east-1:${OTHER}:harness/agent-0123456789`;
    Harness.fromHarnessAttributes(stack, 'Theirs', { harnessArn }).grants.invoke(new AccountPrincipal(OTHER));
    expect(warningsOf(stack)).toEqual([expect.stringContaining('grantNotAdded')]);
  });
});

describe('A grant to a role whose ARN has an account, in a stack', () => {
  const warned = (stack: Stack, role: string) => {
    const { success } = harnessIn(stack).grants.invoke(Role.fromRoleArn(stack, 'Caller', role));
    const warnings = warningsOf(stack).filter((warning) => warning.includes('cdk-agentcore:grantToUnknownAccount'));
    return { success, warnings };
  };

  test('without an environment warns that the account must be that of the stack', () => {
    expect(warned(testStack({}), `arn:aws:iam::${OTHER}:role/caller`)).toEqual({
      success: true,
      warnings: [
        'grants.invoke is sufficient only if the stack is deployed to the account of the principal (444455556666). Set env of the stack, or import the principal by its name. [ack: cdk-agentcore:grantToUnknownAccount]',
      ],
    });
  });

  test('with an environment does not warn', () => {
    expect(warned(testStack(), `arn:aws:iam::${ACCOUNT}:role/caller`)).toEqual({ success: true, warnings: [] });
  });

  test('without an environment does not warn if the ARN has the account of the stack', () => {
    const stack = testStack({});
    expect(warned(stack, `arn:aws:iam::${stack.account}:role/caller`).warnings).toEqual([]);
  });
});
