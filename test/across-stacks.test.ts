import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { App, Lazy, NestedStack, Stack } from 'aws-cdk-lib/core';
import { Filesystem, Harness, HarnessEndpoint, type HarnessProps, Network } from '../src';
import { harnessIn, MODEL, messageOf, testStack } from './helpers';

describe('A security group of one stack, a file system of another, an agent of a third', () => {
  const stacks = (allowAllOutbound: boolean) => {
    const app = new App({ analyticsReporting: false });
    const [net, data, agents] = ['Net', 'Data', 'Agents'].map((id) => new Stack(app, id));
    const vpc = new Vpc(net, 'Vpc', { maxAzs: 1 });
    const group = new SecurityGroup(net, 'Group', { vpc, allowAllOutbound });
    const point = new FileSystem(data, 'Disk', { vpc }).addAccessPoint('Point');
    const network = Network.vpc(vpc, { securityGroups: [group] });
    const props: HarnessProps = { model: MODEL, network, filesystems: [Filesystem.efs(point, '/mnt/cases')] };
    new Harness(agents, 'Agent', props);
    return { app, net, agents };
  };

  test('are no cycle: the rules are those of the agent', () => {
    const { app, net, agents } = stacks(false);
    expect(() => app.synth()).not.toThrow();
    const port = { IpProtocol: 'tcp', FromPort: 2049, ToPort: 2049 };
    Template.fromStack(agents).hasResourceProperties('AWS::EC2::SecurityGroupIngress', port);
    Template.fromStack(agents).hasResourceProperties('AWS::EC2::SecurityGroupEgress', port);
    Template.fromStack(net).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });

  test('need no rule for what the group lets out anyway', () => {
    Template.fromStack(stacks(true).agents).resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });
});

describe('An endpoint in another stack than its harness', () => {
  const endpointIn = (scopeOf: (stack: Stack) => Stack, version?: string) => {
    const stack = testStack();
    const harness = harnessIn(stack);
    return new HarnessEndpoint(scopeOf(stack), 'Live', { harness, version });
  };
  const another = (stack: Stack) => new Stack(stack.node.root as App, 'Another');

  test('cannot follow it: the exported version could never change', () => {
    expect(messageOf(() => endpointIn(another))).toMatch(
      /Another\/Live: version must be given in another stack than that of the agent.*use addEndpoint of the agent/,
    );
  });

  test('can be pinned', () => {
    expect(() => endpointIn(another, '3')).not.toThrow();
  });

  test('can follow it from a nested stack, which takes the version as a parameter', () => {
    expect(() => endpointIn((stack) => new NestedStack(stack, 'Nested'))).not.toThrow();
  });
});

test('An endpoint whose name is not known at synth is made by its class, not by addEndpoint', () => {
  const harness = harnessIn(testStack());
  const endpointName = Lazy.string({ produce: () => 'live' });
  expect(messageOf(() => harness.addEndpoint(endpointName))).toMatch(/use new HarnessEndpoint\(scope, id/);
  expect(() => new HarnessEndpoint(harness, 'Live', { harness, endpointName })).not.toThrow();
});
