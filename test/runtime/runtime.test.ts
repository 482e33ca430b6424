import { Template } from 'aws-cdk-lib/assertions';
import { AgentCoreRuntime, PlatformVersion, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Fn, Tags, Token } from 'aws-cdk-lib/core';
import { Artifact, Authorizer, ContainerImage, Network, Runtime } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { messageOf, type PolicyStatement, runtimeIn, runtimeProperties, testStack } from '../support/helpers';
import { plain, renderRuntime, warningsOf } from '../support/rendered';

const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333';
const URI = `public.ecr.aws/acme/desk@sha256:${'0123456789abcdef'.repeat(4)}`;
const LOGIN = 'https://login.example.com/.well-known/openid-configuration';

describe('A runtime with only an artifact', () => {
  test('renders every default of the service', () => {
    expect(renderRuntime().properties).toEqual({
      AgentRuntimeName: 'Test_Agent_C85D8DAB',
      RoleArn: expect.stringMatching(/^\$\{AgentRole\w+\.Arn\}$/),
      AgentRuntimeArtifact: { ContainerConfiguration: { ContainerUri: URI } },
      NetworkConfiguration: { NetworkMode: 'PUBLIC' },
      ProtocolConfiguration: 'HTTP',
      PlatformVersion: 'V1',
      FilesystemConfigurations: [],
      LifecycleConfiguration: { IdleRuntimeSessionTimeout: 900, MaxLifetime: 28800 },
      EnvironmentVariables: {},
    });
  });

  test('consists of a runtime and a role', () => {
    const resources = Object.values(Template.fromStack(renderRuntime().stack).toJSON().Resources);
    expect(resources.map((resource) => (resource as { Type: string }).Type).sort()).toEqual([
      'AWS::BedrockAgentCore::Runtime',
      'AWS::IAM::Role',
    ]);
  });

  test('has a role that only AgentCore can assume, for this account', () => {
    const [role] = Object.values(Template.fromStack(renderRuntime().stack).findResources('AWS::IAM::Role'));
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

  test('grants logs, traces, metrics and tokens of the own workload identity, but not for users', () => {
    const { statements } = renderRuntime(() => ({ runtimeName: 'desk' }));
    const logs = 'arn:aws:logs:us-east-1:111122223333:log-group';
    const own = `${logs}:/aws/bedrock-agentcore/runtimes/desk-*`;
    const directory = `${AGENTCORE}:workload-identity-directory/default`;
    expect(statements).toMatchObject({
      Logs: { Resource: [own, `${own}:log-stream:*`] },
      LogGroups: { Action: 'logs:DescribeLogGroups', Resource: `${logs}:*` },
      Traces: { Resource: '*' },
      TracesLogGroup: { Action: 'logs:PutResourcePolicy', Resource: own },
      Metrics: { Condition: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } } },
      WorkloadIdentity: {
        Action: ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT'],
        Resource: [directory, `${directory}/workload-identity/desk-*`],
      },
    });
    expect(JSON.stringify(statements)).not.toContain('ForUserId');
  });

  test('does not deny sts:AssumeRole', () => {
    expect(Object.values(renderRuntime().statements).map(({ Effect }) => Effect)).not.toContain('Deny');
  });
});

describe('The props of a runtime', () => {
  test('are rendered unchanged', () => {
    const { properties } = renderRuntime(() => ({
      runtimeName: 'desk',
      description: 'Answers.',
      protocol: ProtocolType.MCP,
      platformVersion: PlatformVersion.V2,
      requestHeaders: ['X-Team'],
      environment: { LOG_LEVEL: 'info', EMPTY: '' },
    }));
    expect(properties).toMatchObject({
      AgentRuntimeName: 'desk',
      Description: 'Answers.',
      ProtocolConfiguration: 'MCP',
      PlatformVersion: 'V2',
      RequestHeaderConfiguration: { RequestHeaderAllowlist: ['X-Team'] },
      EnvironmentVariables: { LOG_LEVEL: 'info', EMPTY: '' },
    });
  });

  test('include the tags of the app', () => {
    const stack = testStack();
    Tags.of(runtimeIn(stack)).add('team', 'claims');
    expect(runtimeProperties(stack).Tags).toEqual({ team: 'claims' });
  });

  test('appear in errors under their own names', () => {
    expect(messageOf(() => runtimeIn(testStack(), { runtimeName: 'my-desk', description: '' }))).toMatch(
      /^Test\/Agent:\n {2}- (.|\n)*runtimeName must .*Use "my_desk"/,
    );
  });
});

describe('Code in a bucket', () => {
  const code = (objectVersion?: string) =>
    renderRuntime((stack) => ({
      artifact: Artifact.fromBucket(Bucket.fromBucketName(stack, 'Packages', 'packages'), 'desk/agent.zip', {
        runtime: AgentCoreRuntime.PYTHON_3_13,
        entryPoint: ['main.py'],
        objectVersion,
      }),
    }));

  test('renders the object and the entry point, and grants reading the object', () => {
    const { properties, statements } = code();
    expect(properties.AgentRuntimeArtifact).toEqual({
      CodeConfiguration: {
        Code: { S3: { Bucket: 'packages', Prefix: 'desk/agent.zip' } },
        Runtime: 'PYTHON_3_13',
        EntryPoint: ['main.py'],
      },
    });
    expect(statements.Artifact).toMatchObject({
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::packages/desk/agent.zip',
    });
  });

  test('grants s3:GetObjectVersion only with a version', () => {
    const { properties, statements } = code('3HL4kqtJ');
    expect(properties).toMatchObject({
      AgentRuntimeArtifact: { CodeConfiguration: { Code: { S3: { VersionId: '3HL4kqtJ' } } } },
    });
    expect(statements.Artifact.Action).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
  });
});

describe('An image in a repository', () => {
  test('grants pulling from this repository only', () => {
    const { properties, statements } = renderRuntime((stack) => ({
      artifact: Artifact.fromImage(
        ContainerImage.fromEcrRepository(Repository.fromRepositoryName(stack, 'Images', 'desk'), { tag: '1.0' }),
      ),
    }));
    expect(properties.AgentRuntimeArtifact).toEqual({
      ContainerConfiguration: { ContainerUri: '111122223333.dkr.ecr.us-east-1.amazonaws.com/desk:1.0' },
    });
    const pulls = Object.values(statements).filter(({ Action }) => [Action].flat().includes('ecr:BatchGetImage'));
    expect(pulls.map(({ Resource }) => Resource)).toEqual(['arn:aws:ecr:us-east-1:111122223333:repository/desk']);
  });

  test('is not granted to a runtime with code', () => {
    expect(JSON.stringify(renderRuntime().statements)).not.toContain('ecr:BatchGetImage');
  });
});

describe('A runtime in a VPC', () => {
  test('has the network and the connections of the VPC', () => {
    const { properties, runtime } = renderRuntime((stack) => ({ network: Network.vpc(vpcIn(stack)) }));
    expect(properties.NetworkConfiguration).toMatchObject({
      NetworkMode: 'VPC',
      NetworkModeConfig: { SecurityGroups: [expect.any(String)], Subnets: [expect.any(String), expect.any(String)] },
    });
    expect(runtime.connections.securityGroups.map(({ node }) => node.path)).toEqual(['Test/Agent/SecurityGroup']);
  });

  test('rejects connections outside a VPC', () => {
    expect(() => renderRuntime().runtime.connections).toThrow(
      /Test\/Agent: connections is available only for an agent in a VPC\./,
    );
  });
});

describe('A role that is passed', () => {
  test('gets the permissions in a policy that the runtime depends on', () => {
    const stack = testStack();
    const role = new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
    runtimeIn(stack, { role });
    const template = Template.fromStack(stack);
    const [[id, policy]] = Object.entries(template.findResources('AWS::IAM::ManagedPolicy'));
    const statements: PolicyStatement[] = policy.Properties.PolicyDocument.Statement;
    expect(statements.map(({ Sid }) => Sid)).toEqual(Object.keys(renderRuntime().statements));
    const [runtime] = Object.values(template.findResources('AWS::BedrockAgentCore::Runtime'));
    expect(runtime.DependsOn).toEqual([id]);
    expect(plain(runtime.Properties.RoleArn)).toMatch(/^\$\{Given\w+\.Arn\}$/);
    template.resourceCountIs('AWS::IAM::Role', 1);
  });

  test('is not changed if it cannot be edited, and a warning contains the required permissions', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Given', 'arn:aws:iam::111122223333:role/desk', { mutable: false });
    runtimeIn(stack, { role });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 0);
    const said = warningsOf(stack).join('\n');
    for (const sid of Object.keys(renderRuntime().statements)) {
      expect(said).toContain(`"Sid":"${sid}"`);
    }
  });
});

describe('The attributes of a runtime', () => {
  test('are the attributes of the resource', () => {
    const { stack, runtime } = renderRuntime();
    const resolved = (value: unknown) => plain(stack.resolve(value));
    expect(resolved(runtime.agentArn)).toMatch(/^\$\{Agent\w+\.AgentRuntimeArn\}$/);
    expect(resolved(runtime.agentId)).toMatch(/^\$\{Agent\w+\.AgentRuntimeId\}$/);
    expect(resolved(runtime.version)).toMatch(/^\$\{Agent\w+\.AgentRuntimeVersion\}$/);
    expect(runtime.agentName).toBe('Test_Agent_C85D8DAB');
    expect(runtime.runtimeRef).toEqual({ agentRuntimeArn: runtime.agentArn, agentRuntimeId: runtime.agentId });
    expect(resolved(runtime.logGroupName)).toMatch(
      /^\/aws\/bedrock-agentcore\/runtimes\/\$\{Agent\w+\.AgentRuntimeId\}-DEFAULT$/,
    );
    expect(runtime.role?.node.path).toBe('Test/Agent/Role');
    expect(runtime.node.defaultChild).toBe(runtime.node.findChild('Resource'));
  });

  test('include the URL of the newest version and of an endpoint', () => {
    const { stack, runtime } = renderRuntime();
    const live = runtime.addEndpoint('live');
    const [agentUrl, liveUrl] = [runtime, live].map(({ invocationUrl }) => plain(stack.resolve(invocationUrl)));
    expect(agentUrl).toMatch(
      /^https:\/\/bedrock-agentcore\.us-east-1\.amazonaws\.com\/runtimes\/\$\{Agent\w+\.AgentRuntimeArn\}\/invocations$/,
    );
    expect(liveUrl).toBe(`${agentUrl}?qualifier=live`);
  });
});

describe('An imported runtime', () => {
  const runtimeArn = 'arn:aws:bedrock-agentcore:eu-west-1:999988887777:runtime/claims_desk-a1B2c3D4e5';
  const callerIn = (stack: ReturnType<typeof testStack>) =>
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

  test('has the ID, the name, the account and the Region in its ARN', () => {
    const runtime = Runtime.fromRuntimeAttributes(testStack(), 'Desk', { runtimeArn, version: '7' });
    expect(runtime).toMatchObject({
      agentArn: runtimeArn,
      agentId: 'claims_desk-a1B2c3D4e5',
      agentName: 'claims_desk',
      version: '7',
      env: { account: '999988887777', region: 'eu-west-1' },
      runtimeRef: { agentRuntimeArn: runtimeArn, agentRuntimeId: 'claims_desk-a1B2c3D4e5' },
      invocationUrl: expect.stringMatching(
        new RegExp(
          `^https://bedrock-agentcore\\.eu-west-1\\..*/runtimes/${encodeURIComponent(runtimeArn)}/invocations$`,
        ),
      ),
    });
  });

  test('has the names of a runtime beside those of an agent', () => {
    expect(Runtime.fromRuntimeArn(testStack(), 'Desk', runtimeArn)).toMatchObject({
      runtimeArn,
      runtimeId: 'claims_desk-a1B2c3D4e5',
      runtimeName: 'claims_desk',
      agentArn: runtimeArn,
      agentId: 'claims_desk-a1B2c3D4e5',
      agentName: 'claims_desk',
      env: { account: '999988887777', region: 'eu-west-1' },
    });
  });

  test('accepts an ARN that is not known yet, and rejects the ARN of another resource', () => {
    const stack = testStack();
    const pending = Runtime.fromRuntimeArn(stack, 'Pending', 'dummy-value-for-/agents/desk');
    const token = Runtime.fromRuntimeArn(stack, 'Token', Fn.importValue('Desk'));
    expect([pending.runtimeId, token.runtimeId].every((id) => Token.isUnresolved(id))).toBe(true);
    expect(() => Runtime.fromRuntimeArn(stack, 'Wrong', 'arn:aws:s3:::desk')).toThrow(
      /^Test\/Wrong: runtimeArn must be the ARN of a runtime /,
    );
  });

  test('adds no resource to the stack', () => {
    const stack = testStack();
    Runtime.fromRuntimeAttributes(stack, 'Desk', { runtimeArn });
    expect(Template.fromStack(stack).toJSON().Resources ?? {}).toEqual({});
  });

  test('has the role and the security groups of its attributes, if any', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::999988887777:role/desk');
    const securityGroups = [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-01234567')];
    const known = Runtime.fromRuntimeAttributes(stack, 'Known', { runtimeArn, role, securityGroups });
    expect(known.grantPrincipal).toBe(role);
    expect(known.connections.securityGroups).toEqual(securityGroups);
    const unknown = Runtime.fromRuntimeAttributes(stack, 'Unknown', { runtimeArn });
    expect(unknown.role).toBeUndefined();
    expect(() => unknown.connections).toThrow(/pass securityGroups when you import the agent\./);
  });

  test('accepts grants unless callers use tokens', () => {
    const stack = testStack({ env: { account: '999988887777', region: 'eu-west-1' } });
    Runtime.fromRuntimeAttributes(stack, 'Signed', { runtimeArn }).grants.invoke(callerIn(stack));
    expect(warningsOf(stack)).toEqual([]);
    const other = testStack({ env: { account: '999988887777', region: 'eu-west-1' } });
    Runtime.fromRuntimeAttributes(other, 'Tokens', { runtimeArn, takesTokens: true }).grants.invoke(callerIn(other));
    expect(warningsOf(other)).toEqual([expect.stringContaining('grants.invoke has no effect')]);
  });
});

test('A runtime with a JWT authorizer warns of a grant.', () => {
  const stack = testStack();
  const runtime = runtimeIn(stack, { authorizer: Authorizer.jwt(LOGIN, { clients: ['web'] }) });
  runtime.grants.streamBidirectionally(
    new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') }),
  );
  expect(warningsOf(stack)).toEqual([expect.stringContaining('grants.streamBidirectionally has no effect')]);
});
