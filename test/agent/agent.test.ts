import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Authorizer, Filesystem, Harness, type IAgent, Network } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { harnessIn, MODEL, testStack } from '../support/helpers';
import { plain, warningsOf } from '../support/rendered';

const ARN = 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/desk-a1B2c3D4e5';

describe('The grant principal of an agent', () => {
  test('is the execution role, and grants are added to its default policy', () => {
    const stack = testStack();
    new Bucket(stack, 'Ledgers').grantRead(harnessIn(stack));
    const policies = Template.fromStack(stack).findResources('AWS::IAM::Policy');
    const granted = Object.entries(policies).filter(([id]) => id.startsWith('AgentRoleDefaultPolicy'));
    expect(granted).toHaveLength(1);
    expect(plain(granted[0][1].Properties)).toMatchObject({
      Roles: [expect.stringMatching(/^\$\{AgentRole/)],
      PolicyDocument: { Statement: [{ Action: ['s3:GetObject*', 's3:GetBucket*', 's3:List*'] }] },
    });
  });

  test('has no default policy without grants', () => {
    const stack = testStack();
    harnessIn(stack);
    const policies = Object.keys(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policies.filter((id) => id.includes('DefaultPolicy'))).toEqual([]);
  });

  test('is the role that is passed to an import', () => {
    const stack = testStack();
    const role = Role.fromRoleName(stack, 'Role', 'desk');
    const agent: IAgent = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN, role });
    expect(agent.grantPrincipal).toBe(role);
    expect(agent.role).toBe(role);
  });

  test('is unknown for an import without a role, and warns about grants', () => {
    const stack = testStack();
    const agent = Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN });
    new EventBus(stack, 'Bus').grantPutEventsTo(agent);
    expect(agent.role).toBeUndefined();
    expect(agent.node.metadata.map(({ type, data }) => `${type} ${data}`)).toEqual([
      expect.stringMatching(/^aws:cdk:warning Add statement to this resource's role: .*events:PutEvents/),
    ]);
  });
});

describe('addToRolePolicy', () => {
  const read = () => new PolicyStatement({ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::ledgers/*'] });

  test('adds the statement to the default policy of the execution role', () => {
    const stack = testStack();
    harnessIn(stack).addToRolePolicy(read());
    const [[, policy], ...others] = Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Policy')).filter(
      ([id]) => id.startsWith('AgentRoleDefaultPolicy'),
    );
    expect(others).toEqual([]);
    expect(policy.Properties.PolicyDocument.Statement).toEqual([
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::ledgers/*' },
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('adds the statement to the role of an import', () => {
    const stack = testStack();
    const role = Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/desk');
    Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN, role }).addToRolePolicy(read());
    expect(Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))).toEqual([
      expect.objectContaining({ Properties: expect.objectContaining({ Roles: ['desk'] }) }),
    ]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('warns with the statement on an import without a role', () => {
    const stack = testStack();
    Harness.fromHarnessAttributes(stack, 'Desk', { harnessArn: ARN }).addToRolePolicy(read());
    expect(warningsOf(stack)).toEqual([
      'addToRolePolicy has no effect, because the execution role of the imported agent is not known. Pass role when you import the agent, or add this statement to the role: {"Action":"s3:GetObject","Effect":"Allow","Resource":"arn:aws:s3:::ledgers/*"} [ack: cdk-agentcore:importWithoutRole]',
    ]);
  });
});

describe('The connections of an agent', () => {
  test('use the dedicated security group', () => {
    const stack = testStack();
    const { connections } = harnessIn(stack, { network: Network.vpc(vpcIn(stack)) });
    expect(connections.securityGroups.map(({ node }) => node.path)).toEqual(['Test/Agent/SecurityGroup']);
  });

  test('use the given security groups', () => {
    const stack = testStack();
    const vpc = vpcIn(stack);
    const securityGroups = [new SecurityGroup(stack, 'Given', { vpc })];
    const { connections } = harnessIn(stack, { network: Network.vpc(vpc, { securityGroups }) });
    expect(connections.securityGroups).toEqual(securityGroups);
  });
});

test('AgentProps can be shared by several agents', () => {
  const stack = testStack();
  const surroundings = {
    network: Network.vpc(vpcIn(stack)),
    filesystems: [Filesystem.sessionStorage('/mnt/work')],
    authorizer: Authorizer.jwt('https://x.com/.well-known/openid-configuration', { clients: ['web'] }),
    environment: { LOG_LEVEL: 'info' },
  };
  new Harness(stack, 'First', { ...surroundings, model: MODEL });
  new Harness(stack, 'Second', { ...surroundings, model: MODEL });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::BedrockAgentCore::Harness', 2);
  template.resourceCountIs('AWS::EC2::SecurityGroup', 2);
});
