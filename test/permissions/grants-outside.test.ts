import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
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
import { type App, CfnResource, Stack } from 'aws-cdk-lib/core';
import { Authorizer, Harness, MemoryStore, Runtime, RuntimeEndpoint } from '../../src';
import { functionIn, keyIn } from '../support/fixtures/parts';
import { ACCOUNT, harnessIn, runtimeIn, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const OTHER = '444455556666';

type Granting = (stack: Stack, grantee: IGrantable) => Grant;

const GRANTS: Record<string, [method: string, grant: Granting, policies: number]> = {
  'a runtime': ['grants.invoke', (stack, grantee) => runtimeIn(stack).grants.invoke(grantee), 2],
  'an endpoint of a runtime': [
    'grants.stopSession',
    (stack, grantee) => runtimeIn(stack).addEndpoint('live').grants.stopSession(grantee),
    2,
  ],
  'a memory': [
    'grants.read',
    (stack, grantee) => new MemoryStore(stack, 'Store', { encryptionKey: new Key(stack, 'Key') }).grants.read(grantee),
    1,
  ],
};

const FOREIGN: Record<string, (stack: Stack) => IGrantable> = {
  'an imported role': (stack) => Role.fromRoleArn(stack, 'Caller', `arn:aws:iam::${OTHER}:role/caller`),
  'an ARN': () => new ArnPrincipal(`arn:aws:iam::${OTHER}:role/caller`),
  'an imported user': (stack) => User.fromUserArn(stack, 'Caller', `arn:aws:iam::${OTHER}:user/ada`),
};

const FOREIGN_OR_ACCOUNT: typeof FOREIGN = { ...FOREIGN, 'an account': () => new AccountPrincipal(OTHER) };

const policiesIn = (stack: Stack) =>
  Object.keys(Template.fromStack(stack).findResources('AWS::BedrockAgentCore::ResourcePolicy'));

describe.each(Object.entries(GRANTS))('A grant of %s', (_, [method, grant, policies]) => {
  test.each(Object.entries(FOREIGN))(
    'to %s of another account adds the resource-based policies, prints the missing statements and does not succeed',
    (_name, granteeIn) => {
      const stack = testStack();
      const { success, principalStatement, resourceStatement } = grant(stack, granteeIn(stack));
      expect(success).toBe(false);
      expect(principalStatement).toBeUndefined();
      expect(resourceStatement?.principals).toHaveLength(1);
      expect(policiesIn(stack)).toHaveLength(policies);
      expect(warningsOf(stack)).toEqual([
        expect.stringMatching(
          new RegExp(`^${method} adds no permission to the principal, because .* \\{"Statement":.*grantNotAdded\\]$`),
        ),
      ]);
      expect(Template.fromStack(stack).findResources('AWS::IAM::Policy')).toEqual({});
    },
  );

  test('to another account succeeds, and prints the statements for its roles', () => {
    const stack = testStack();
    const { success, resourceStatement } = grant(stack, new AccountPrincipal(OTHER));
    expect(success).toBe(true);
    expect(resourceStatement?.principals).toHaveLength(1);
    expect(policiesIn(stack)).toHaveLength(policies);
    expect(warningsOf(stack)).toEqual([]);
    const [info] = Annotations.fromStack(stack).findInfo('*', Match.anyValue());
    expect(info.entry.data).toMatch(
      new RegExp(`^${method} allows the account ${OTHER}\\. Its roles and users need .*: \\{"Statement":`),
    );
  });

  test('to a function of the app succeeds without a resource-based policy', () => {
    const stack = testStack();
    const { success, principalStatements } = grant(stack, functionIn(stack, 'Caller'));
    expect(success).toBe(true);
    expect(principalStatements.length).toBeGreaterThan(0);
    expect(warningsOf(stack)).toEqual([]);
    expect(policiesIn(stack)).toEqual([]);
  });
});

describe('A grant of an API key', () => {
  const use: Granting = (stack, grantee) =>
    keyIn(stack, 'Key').grants.use(grantee, new WorkloadIdentity(stack, 'Identity'));

  test.each(Object.entries(FOREIGN_OR_ACCOUNT))(
    'to %s of another account warns that AgentCore has no such policy, and does not succeed',
    (_, granteeIn) => {
      const stack = testStack();
      expect(use(stack, granteeIn(stack)).success).toBe(false);
      expect(warningsOf(stack)).toContainEqual(
        expect.stringMatching(
          /^grants\.use is not sufficient, because the principal is in another account \(444455556666\)\. AgentCore has no resource-based policy for it\. Grant the permission to a role in the account 111122223333, and/,
        ),
      );
    },
  );
});

describe('A grant of a harness to a principal of another account', () => {
  const MESSAGE = [
    'grants\\.invoke: the principal must be in the account 111122223333 of the harness, got a principal in the account',
    '444455556666\\. A harness has no resource-based policy\\. Invoke the harness from a workflow \\(InvokeHarness\\) or a',
    'Lambda function in 111122223333, accept tokens with Authorizer\\.jwt, or grant the permission to a role in',
    '111122223333 that the principal assumes\\.$',
  ].join(' ');

  test.each(Object.entries(FOREIGN_OR_ACCOUNT))('is an error that names the alternatives: %s', (_, granteeIn) => {
    const stack = testStack();
    const harness = harnessIn(stack);
    expect(() => harness.grants.invoke(granteeIn(stack))).toThrow(new RegExp(`^Test/Agent: ${MESSAGE}`));
  });

  test('is an error on an endpoint of the harness as well', () => {
    const live = harnessIn(testStack()).addEndpoint('live');
    expect(() => live.grants.invoke(new AccountPrincipal(OTHER))).toThrow(
      new RegExp(`^Test/Agent/Endpoint-live: ${MESSAGE}`),
    );
  });

  test('has no effect if the harness accepts tokens, and warns', () => {
    const stack = testStack();
    const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
      clients: ['web'],
    });
    expect(harnessIn(stack, { authorizer }).grants.invoke(new AccountPrincipal(OTHER)).success).toBe(false);
    expect(warningsOf(stack)).toEqual([expect.stringContaining('cdk-agentcore:grantOnJwtAgent')]);
  });
});

test('A grant of a runtime that accepts tokens adds no resource-based policy, and warns', () => {
  const stack = testStack();
  const authorizer = Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', { clients: ['web'] });
  expect(runtimeIn(stack, { authorizer }).grants.invoke(new AccountPrincipal(OTHER)).success).toBe(false);
  expect(policiesIn(stack)).toEqual([]);
  expect(warningsOf(stack)).toEqual([expect.stringContaining('cdk-agentcore:grantOnJwtAgent')]);
});

describe('A grant of an imported runtime of another account', () => {
  const runtimeArn = `arn:aws:bedrock-agentcore:us-east-1:${OTHER}:runtime/desk-a1B2c3D4e5`;

  test('to a role of the app adds the permission, names the missing policies and does not succeed', () => {
    const stack = testStack();
    const { success, principalStatement } = Runtime.fromRuntimeArn(stack, 'Theirs', runtimeArn).grants.invoke(
      callerIn(stack),
    );
    expect(success).toBe(false);
    expect(principalStatement?.resources).toEqual([runtimeArn, `${runtimeArn}/runtime-endpoint/*`]);
    expect(policiesIn(stack)).toEqual([]);
    expect(warningsOf(stack)).toEqual([
      'grants.invoke is not sufficient, because the principal is in another account (111122223333). The policy of the runtime and of its endpoints must allow the principal as well, and is not managed in this app. Allow the principal there. [ack: cdk-agentcore:grantToOtherAccount]',
    ]);
  });

  test('names the endpoint if the runtime is in the app and the endpoint is not', () => {
    const stack = testStack();
    const runtime = runtimeIn(stack);
    const live = RuntimeEndpoint.fromRuntimeEndpointAttributes(stack, 'Live', { runtime, endpointName: 'live' });
    expect(live.grants.invoke(new AccountPrincipal(OTHER)).success).toBe(false);
    expect(policiesIn(stack)).toEqual([expect.stringMatching(/^AgentResourcePolicy/)]);
    expect(warningsOf(stack)).toEqual([expect.stringContaining('The policy of the endpoint must allow')]);
  });
});

test('A grant of a memory with an imported key names the key policy that must allow the principal', () => {
  const stack = testStack();
  const encryptionKey = Key.fromKeyArn(stack, 'Key', `arn:aws:kms:us-east-1:${ACCOUNT}:key/1234abcd`);
  const { success } = new MemoryStore(stack, 'Store', { encryptionKey }).grants.read(new AccountPrincipal(OTHER));
  expect(success).toBe(false);
  expect(warningsOf(stack)).toEqual([expect.stringContaining('The policy of the encryption key must allow')]);
});

describe('A grant to a role in a stack of another account', () => {
  function granted(roleName?: string) {
    const stack = testStack();
    const callers = new Stack(stack.node.root as App, 'Callers', { env: { account: OTHER, region: 'eu-west-1' } });
    const caller = new Role(callers, 'Caller', { roleName, assumedBy: lambda });
    return { stack, callers, grant: runtimeIn(stack, { runtimeName: 'desk' }).grants.invoke(caller) };
  }

  test('adds statements to both sides, and succeeds', () => {
    const { stack, callers, grant } = granted('caller');
    expect(grant.success).toBe(true);
    expect(grant.principalStatements).toHaveLength(1);
    expect(grant.resourceStatements).toHaveLength(2);
    const [{ Properties }] = Object.values(Template.fromStack(callers).findResources('AWS::IAM::Policy'));
    const arn = `arn:aws:bedrock-agentcore:us-east-1:${ACCOUNT}:runtime/desk-??????????`;
    expect(plain(Properties.PolicyDocument.Statement)).toEqual([
      {
        Action: 'bedrock-agentcore:InvokeAgentRuntime',
        Effect: 'Allow',
        Resource: [arn, `${arn}/runtime-endpoint/*`],
      },
    ]);
    expect(policiesIn(stack)).toHaveLength(2);
  });

  test('deploys the stack of the role first, because the policy names the role', () => {
    const { stack, callers } = granted('caller');
    (stack.node.root as App).synth();
    expect(stack.dependencies).toEqual([callers]);
    expect(callers.dependencies).toEqual([]);
  });

  test('requires a role name, as all references across accounts do', () => {
    const { stack } = granted();
    expect(() => (stack.node.root as App).synth()).toThrow(/physical name/);
  });

  test('can be waited for: what depends on the grant depends on the policies of both resources', () => {
    const { stack, grant } = granted('caller');
    const waiting = new CfnResource(stack, 'Waiting', { type: 'AWS::CloudFormation::WaitConditionHandle' });
    grant.applyBefore(waiting);
    const [{ DependsOn }] = Object.values(
      Template.fromStack(stack).findResources('AWS::CloudFormation::WaitConditionHandle'),
    );
    expect(DependsOn).toEqual([
      expect.stringMatching(/^AgentDefaultEndpointPolicy/),
      expect.stringMatching(/^AgentResourcePolicy/),
    ]);
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
