import { Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';
import { testStack } from '../support/helpers';

export interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface Made {
  readonly Resources: Record<string, Resource>;
}

/** The resources that both versions of an app have. */
export interface Parts {
  readonly stack: Stack;
  readonly vpc: Vpc;
  readonly buckets: Bucket[];
  readonly keys: Key[];
  readonly groups: SecurityGroup[];
  readonly roles: Role[];
}

export function partsIn(stack: Stack): Parts {
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 3,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC },
      { name: 'agents', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return {
    stack,
    vpc,
    buckets: ['Scans', 'Letters'].map((id) => new Bucket(stack, id, { versioned: true })),
    keys: ['FirstKey', 'SecondKey'].map((id) => new Key(stack, id)),
    groups: ['FirstGroup', 'SecondGroup'].map((id) => new SecurityGroup(stack, id, { vpc })),
    roles: ['elasticfilesystem', 'bedrock-agentcore'].map(
      (service) => new Role(stack, `Of-${service}`, { assumedBy: new ServicePrincipal(`${service}.amazonaws.com`) }),
    ),
  };
}

export function made(build: (parts: Parts) => void): Made {
  const stack = testStack();
  build(partsIn(stack));
  return Template.fromStack(stack).toJSON() as Made;
}

export const ROLE = 'AWS::IAM::Role';

export const resourcesOf = ({ Resources }: Made, type: string) =>
  Object.values(Resources).filter(({ Type }) => Type === type);
