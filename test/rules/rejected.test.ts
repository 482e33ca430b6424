import { Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { CapacityProvider, Harness, MemoryStore, Network, Runtime, S3Files, Tool } from '../../src';
import { ARTIFACT, MODEL, messageOf, testStack } from '../support/helpers';

interface Surroundings {
  readonly vpc: Vpc;
  readonly role: Role;
  readonly bucket: Bucket;
}

/** Each constructs something wrong, or the same without the mistake. */
const CONSTRUCTS: Array<
  [what: string, construct: (it: Surroundings, stack: Stack, id: string, isWrong: boolean) => unknown]
> = [
  [
    'A harness',
    ({ vpc, role }, stack, id, isWrong) =>
      new Harness(stack, id, {
        model: MODEL,
        role,
        network: Network.vpc(vpc),
        tools: [Tool.browser({ name: isWrong ? 'no good' : 'good' })],
      }),
  ],
  [
    'A runtime',
    ({ vpc, role }, stack, id, isWrong) =>
      new Runtime(stack, id, {
        artifact: ARTIFACT,
        role,
        network: Network.vpc(vpc),
        description: isWrong ? '' : undefined,
      }),
  ],
  ['A memory', (_, stack, id, isWrong) => new MemoryStore(stack, id, { description: isWrong ? '' : undefined })],
  [
    'A capacity provider',
    ({ vpc, role }, stack, id, isWrong) =>
      new CapacityProvider(stack, id, {
        role,
        network: Network.vpc(vpc),
        description: isWrong ? 'a'.repeat(9999) : undefined,
        instanceTypes: [InstanceType.of(InstanceClass.M7G, InstanceSize.LARGE)],
      }),
  ],
  [
    'S3 Files',
    ({ vpc, bucket }, stack, id, isWrong) =>
      new S3Files(stack, id, { bucket, vpc, prefix: isWrong ? '/wrong' : undefined }),
  ],
];

/** The template of a stack with one valid construct, optionally after a rejected construct with the given ID. */
function templateAfter(construct: (typeof CONSTRUCTS)[0][1], rejectedId?: string): object {
  const stack = testStack();
  const it = {
    vpc: new Vpc(stack, 'Vpc', { maxAzs: 1 }),
    role: new Role(stack, 'Given', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') }),
    bucket: new Bucket(stack, 'Bucket', { versioned: true }),
  };
  if (rejectedId) {
    expect(messageOf(() => construct(it, stack, rejectedId, true))).toMatch(/^Test\//);
  }
  construct(it, stack, 'Good', false);
  return Template.fromStack(stack).toJSON();
}

describe.each(CONSTRUCTS)('A rejected construct: %s', (_, construct) => {
  test.each(['Good', 'Wrong'])('leaves no resources in the template, with the ID %s', (id) => {
    expect(templateAfter(construct, id)).toEqual(templateAfter(construct));
  });
});
