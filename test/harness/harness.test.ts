import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Duration, Fn, Tags, Token } from 'aws-cdk-lib/core';
import { Harness, HarnessMemory, Truncation } from '../../src';
import { harnessIn, type PolicyStatement, testStack } from '../support/helpers';
import { plain, render, warningsOf } from '../support/rendered';

const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333';
const MEMORY_ACTIONS = ['CreateEvent', 'DeleteEvent', 'GetEvent', 'ListEvents', 'RetrieveMemoryRecords'].map(
  (action) => `bedrock-agentcore:${action}`,
);

describe('A harness with only a model', () => {
  test('renders every default of the service, because an update retains omitted properties', () => {
    expect(render().properties).toEqual({
      HarnessName: 'Test_Agent_C85D8DAB',
      ExecutionRoleArn: expect.stringMatching(/^\$\{AgentRole\w+\.Arn\}$/),
      Model: { BedrockModelConfig: { ModelId: 'amazon.nova-pro-v1:0', ApiFormat: 'converse_stream' } },
      SystemPrompt: [],
      Tools: [],
      AllowedTools: ['*'],
      Skills: [],
      Memory: { ManagedMemoryConfiguration: { Strategies: ['SEMANTIC', 'SUMMARIZATION'], EventExpiryDuration: 30 } },
      Truncation: { Strategy: 'sliding_window' },
      Hooks: [],
      MaxIterations: 75,
      TimeoutSeconds: 3600,
      Environment: {
        AgentCoreRuntimeEnvironment: {
          NetworkConfiguration: { NetworkMode: 'PUBLIC' },
          FilesystemConfigurations: [],
          LifecycleConfiguration: { IdleRuntimeSessionTimeout: 900, MaxLifetime: 28800 },
        },
      },
      EnvironmentVariables: {},
    });
  });

  test('consists of a harness, a role and a policy for the memory', () => {
    const resources = Object.values(Template.fromStack(render().stack).toJSON().Resources) as Array<{ Type: string }>;
    expect(resources.map(({ Type }) => Type).sort()).toEqual([
      'AWS::BedrockAgentCore::Harness',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
    ]);
  });

  test('has a role that only AgentCore can assume, for this account', () => {
    const { stack } = render();
    const [role] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'));
    expect(plain(role.Properties.AssumeRolePolicyDocument.Statement)).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'bedrock-agentcore.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': `${AGENTCORE}:*` },
        },
      },
    ]);
  });

  test('grants logs, traces, metrics and tokens of the own workload identity', () => {
    const { statements } = render();
    const logs = 'arn:aws:logs:us-east-1:111122223333:log-group';
    const own = `${logs}:/aws/bedrock-agentcore/runtimes/harness_Test_Agent_C85D8DAB-*`;
    const directory = `${AGENTCORE}:workload-identity-directory/default`;
    expect(statements).toMatchObject({
      Logs: { Resource: [own, `${own}:log-stream:*`] },
      LogGroups: { Action: 'logs:DescribeLogGroups', Resource: `${logs}:*` },
      Traces: { Resource: '*' },
      TracesLogGroup: { Action: 'logs:PutResourcePolicy', Resource: own },
      Metrics: { Condition: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } } },
      WorkloadIdentity: {
        Action: ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT'],
        Resource: [directory, `${directory}/workload-identity/harness_Test_Agent_C85D8DAB-*`],
      },
    });
  });
});

describe('The props of a harness', () => {
  test('are rendered unchanged', () => {
    const { properties } = render(() => ({
      harnessName: 'desk',
      systemPrompt: 'You help.',
      allowedTools: ['@builtin/shell'],
      limits: { maxIterations: 1, maxTokens: 2, timeout: Duration.minutes(3) },
      environment: { LOG_LEVEL: 'info', EMPTY: '' },
      truncation: Truncation.none(),
    }));
    expect(properties).toMatchObject({
      HarnessName: 'desk',
      SystemPrompt: [{ Text: 'You help.' }],
      AllowedTools: ['@builtin/shell'],
      MaxIterations: 1,
      MaxTokens: 2,
      TimeoutSeconds: 180,
      EnvironmentVariables: { LOG_LEVEL: 'info', EMPTY: '' },
      Truncation: { Strategy: 'none' },
    });
  });

  test('render an empty list of allowed tools', () => {
    expect(render(() => ({ allowedTools: [] })).properties.AllowedTools).toEqual([]);
  });

  test('determine the names of logs and of the workload identity', () => {
    expect(JSON.stringify(render(() => ({ harnessName: 'desk' })).statements)).toContain('harness_desk-*');
  });

  test('include the tags of the app', () => {
    const stack = testStack();
    Tags.of(harnessIn(stack)).add('team', 'claims');
    Template.fromStack(stack).hasResourceProperties('AWS::BedrockAgentCore::Harness', {
      Tags: [{ Key: 'team', Value: 'claims' }],
    });
  });
});

describe('The managed memory of a harness', () => {
  test('gets a policy after the harness, for which the harness does not wait', () => {
    const { stack } = render();
    const template = Template.fromStack(stack);
    const [[id, policy]] = Object.entries(template.findResources('AWS::IAM::Policy'));
    expect(id).toMatch(/^AgentManagedMemoryPolicy/);
    expect(plain(policy.Properties)).toMatchObject({
      Roles: [expect.stringMatching(/^\$\{AgentRole/)],
      PolicyDocument: {
        Statement: [
          {
            Sid: 'MemoryManaged',
            Effect: 'Allow',
            Action: MEMORY_ACTIONS,
            Resource: expect.stringMatching(/^\$\{Agent\w+\.Memory\.ManagedMemoryConfiguration\.Arn\}$/),
          },
        ],
      },
    });
    const [harness] = Object.values(template.findResources('AWS::BedrockAgentCore::Harness'));
    expect(harness.DependsOn).toBeUndefined();
    expect(JSON.stringify(harness)).not.toContain(id);
  });

  test('has an ARN attribute', () => {
    const { stack, harness } = render();
    expect(plain(stack.resolve(harness.managedMemoryArn))).toMatch(/\.Memory\.ManagedMemoryConfiguration\.Arn\}$/);
  });

  test('is not created with HarnessMemory.none', () => {
    const { stack, harness } = render(() => ({ memory: HarnessMemory.none() }));
    expect(harness.managedMemoryArn).toBeUndefined();
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
  });
});

describe('A role that is passed', () => {
  const roleIn = (stack: ReturnType<typeof testStack>) =>
    new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });

  test('gets the permissions in a policy that the harness depends on', () => {
    const stack = testStack();
    harnessIn(stack, { role: roleIn(stack) });
    const template = Template.fromStack(stack);
    const policies = template.findResources('AWS::IAM::ManagedPolicy');
    const id = Object.keys(policies).find((policy) => policy.startsWith('AgentRolePolicy')) ?? '';
    const statements: PolicyStatement[] = policies[id].Properties.PolicyDocument.Statement;
    expect(statements.map(({ Sid }) => Sid)).toEqual(Object.keys(render().statements));
    const [harness] = Object.values(template.findResources('AWS::BedrockAgentCore::Harness'));
    expect(harness.DependsOn).toEqual([id]);
    expect(plain(harness.Properties.ExecutionRoleArn)).toMatch(/^\$\{Given\w+\.Arn\}$/);
    template.resourceCountIs('AWS::IAM::Role', 1);
  });

  test('is not changed if it cannot be edited, and a warning contains the required permissions', () => {
    const stack = testStack();
    harnessIn(stack, {
      role: Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/desk', { mutable: false }),
    });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::IAM::Policy', 0);
    template.resourceCountIs('AWS::IAM::Role', 0);
    const said = warningsOf(stack).join('\n');
    for (const sid of [...Object.keys(render().statements), 'MemoryManaged']) {
      expect(said).toContain(`"Sid":"${sid}"`);
    }
  });

  test('gets the policy by its name if it is imported as mutable', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/desk');
    harnessIn(stack, { role });
    expect(warningsOf(stack)).toEqual([]);
    Template.fromStack(stack).allResourcesProperties('AWS::IAM::Policy', { Roles: ['desk'] });
  });
});

describe('Assuming other roles', () => {
  test('is denied, because a caller can name a role in the model parameters', () => {
    expect(render().statements.NoOtherRole).toEqual({
      Sid: 'NoOtherRole',
      Effect: 'Deny',
      Action: 'sts:AssumeRole',
      Resource: '*',
    });
  });

  test('is neither denied nor granted with allowAssumeRole', () => {
    const { statements } = render(() => ({ allowAssumeRole: true }));
    expect(statements.NoOtherRole).toBeUndefined();
    expect(JSON.stringify(statements)).not.toContain('sts:AssumeRole');
  });
});

describe('The attributes of a harness', () => {
  test('are the attributes of the resource', () => {
    const { stack, harness } = render();
    const resolved = (value: unknown) => plain(stack.resolve(value));
    expect(resolved(harness.agentArn)).toMatch(/^\$\{Agent\w+\.Arn\}$/);
    expect(resolved(harness.agentId)).toMatch(/^\$\{Agent\w+\.HarnessId\}$/);
    expect(resolved(harness.version)).toMatch(/^\$\{Agent\w+\.Version\}$/);
    expect(harness.agentName).toBe('Test_Agent_C85D8DAB');
    expect(harness.harnessRef).toEqual({ harnessArn: harness.agentArn });
    expect(resolved(harness.logGroupName)).toMatch(
      /^\/aws\/bedrock-agentcore\/runtimes\/\$\{Agent\w+\.Environment\.AgentCoreRuntimeEnvironment\.AgentRuntimeId\}-DEFAULT$/,
    );
    expect(harness.role?.node.path).toBe('Test/Agent/Role');
    expect(harness.node.defaultChild).toBe(harness.node.findChild('Resource'));
  });
});

describe('An imported harness', () => {
  const harnessArn = 'arn:aws:bedrock-agentcore:eu-west-1:999988887777:harness/claims_desk-a1B2c3D4e5';

  test('has the ID, the name, the account and the Region in its ARN', () => {
    const stack = testStack();
    const harness = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn, version: '7' });
    expect(harness).toMatchObject({
      agentArn: harnessArn,
      agentId: 'claims_desk-a1B2c3D4e5',
      agentName: 'claims_desk',
      version: '7',
      env: { account: '999988887777', region: 'eu-west-1' },
      harnessRef: { harnessArn },
    });
  });

  test('has the names of a harness beside those of an agent', () => {
    expect(Harness.fromHarnessArn(testStack(), 'Desk', harnessArn)).toMatchObject({
      harnessArn,
      harnessId: 'claims_desk-a1B2c3D4e5',
      harnessName: 'claims_desk',
      agentArn: harnessArn,
      agentId: 'claims_desk-a1B2c3D4e5',
      agentName: 'claims_desk',
      env: { account: '999988887777', region: 'eu-west-1' },
    });
  });

  test('accepts an ARN that is not known yet, and rejects the ARN of another resource', () => {
    const stack = testStack();
    const pending = Harness.fromHarnessArn(stack, 'Pending', 'dummy-value-for-/agents/desk');
    const token = Harness.fromHarnessArn(stack, 'Token', Fn.importValue('Desk'));
    expect([pending.harnessId, token.harnessId].every((id) => Token.isUnresolved(id))).toBe(true);
    expect(() => Harness.fromHarnessArn(stack, 'Wrong', 'arn:aws:s3:::desk')).toThrow(
      /^Test\/Wrong: harnessArn must be the ARN of a harness /,
    );
  });

  test('adds no resource to the stack', () => {
    const stack = testStack();
    Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn });
    expect(Template.fromStack(stack).toJSON().Resources ?? {}).toEqual({});
  });

  test('accepts grants without a warning if callers use IAM', () => {
    const stack = testStack({ env: { account: '999988887777', region: 'eu-west-1' } });
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    Harness.fromHarnessAttributes(stack, 'Signed', { harnessArn }).grants.invoke(caller);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('warns of grants if callers use tokens', () => {
    const stack = testStack({ env: { account: '999988887777', region: 'eu-west-1' } });
    const caller = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    Harness.fromHarnessAttributes(stack, 'Tokens', { harnessArn, takesTokens: true }).grants.invoke(caller);
    expect(warningsOf(stack)).toEqual([expect.stringContaining('grants.invoke has no effect')]);
  });
});
