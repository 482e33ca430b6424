import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MachineImage, PrefixList, SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import {
  ApplicationListener,
  ApplicationLoadBalancer,
  ApplicationProtocol,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import { deferred, isUnknown } from '../../../src/private/validation/unknown';
import { testStack } from '../../support/helpers';

/** The dummy values that each lookup of aws-cdk-lib returns while it is pending. */
const LOOKUPS: Record<string, (stack: Stack) => string[]> = {
  'an SSM parameter': (stack) => [StringParameter.valueFromLookup(stack, '/it')],
  'a VPC': (stack) => {
    const vpc = Vpc.fromLookup(stack, 'It', { vpcId: 'vpc-0123456789abcdef0' });
    const subnets = [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets];
    return [vpc.vpcId, vpc.vpcCidrBlock, ...subnets.flatMap((one) => [one.subnetId, one.routeTable.routeTableId])];
  },
  'Availability Zones': (stack) => stack.availabilityZones,
  'a security group': (stack) => [SecurityGroup.fromLookupById(stack, 'It', 'sg-0123456789abcdef0').securityGroupId],
  'a prefix list': (stack) => [PrefixList.fromLookup(stack, 'It', { prefixListName: 'it' }).prefixListId],
  'an AMI': (stack) => [MachineImage.lookup({ name: 'it' }).getImage(stack).imageId],
  'a KMS key': (stack) => {
    const key = Key.fromLookup(stack, 'It', { aliasName: 'alias/it' });
    return [key.keyId, key.keyArn];
  },
  'a hosted zone': (stack) => [HostedZone.fromLookup(stack, 'It', { domainName: 'example.com' }).hostedZoneId],
  'a load balancer': (stack) => {
    const balancer = ApplicationLoadBalancer.fromLookup(stack, 'It', { loadBalancerTags: { it: 'it' } });
    return [
      ...[balancer.loadBalancerArn, balancer.loadBalancerDnsName, balancer.loadBalancerCanonicalHostedZoneId],
      ...balancer.connections.securityGroups.map((group) => group.securityGroupId),
    ];
  },
  'a listener': (stack) => {
    const options = { loadBalancerTags: { it: 'it' }, listenerProtocol: ApplicationProtocol.HTTPS };
    const listener = ApplicationListener.fromLookup(stack, 'It', options);
    return [listener.listenerArn, ...listener.connections.securityGroups.map((group) => group.securityGroupId)];
  },
  'a repository': (stack) => {
    const repository = Repository.fromLookup(stack, 'It', { repositoryName: 'it' });
    return [repository.repositoryArn, repository.repositoryName];
  },
  'a role': (stack) => {
    const role = Role.fromLookup(stack, 'It', { roleName: 'it' });
    return [role.roleArn];
  },
  'a database': (stack) => {
    const database = DatabaseInstance.fromLookup(stack, 'It', { instanceIdentifier: 'it' });
    return [database.dbInstanceEndpointAddress];
  },
  'a database cluster': (stack) => {
    const cluster = DatabaseCluster.fromLookup(stack, 'It', { clusterIdentifier: 'it' });
    return [cluster.clusterEndpoint.hostname, cluster.clusterReadEndpoint.hostname];
  },
};

describe('A value is not known at synth', () => {
  test.each(Object.entries(LOOKUPS))('while the lookup of %s is pending', (_, valuesIn) => {
    const stack = testStack();
    const values = valuesIn(stack);
    expect(values.length).toBeGreaterThan(0);
    expect(values.filter((value) => !isUnknown(value))).toEqual([]);
    expect(values.filter((value) => !isUnknown(`https://${value}/a`) && !/^TEST/.test(value))).toEqual([]);
  });

  test('when it is a token, or contains one', () => {
    expect(isUnknown(Fn.importValue('it'))).toBe(true);
    expect(isUnknown(`a${Fn.importValue('it')}b`)).toBe(true);
  });

  test('when it is the entry of a list that is a token', () => {
    expect(Fn.split(',', Fn.importValue('them')).map(isUnknown)).toEqual([true]);
    expect(isUnknown('#{Token[]}')).toBe(false);
  });
});

test.each([
  'https://api.example.com/v1',
  'vpc-0123456789abcdef0',
  'vpc-123456789abcdef01',
  'subnet-12345678',
  'sg-0123456789abcdef0',
  'ami-12345678901234567',
  '11111111-2222-3333-4444-555555555555',
  'my-load-balancer2',
  'the_dummy',
  'TEST',
  'TESTING',
  '',
])('the value %j is known at synth', (value) => {
  expect(isUnknown(value)).toBe(false);
});

test('a dummy value is deferred until the template is written, and known values stay as they are', () => {
  const stack = testStack();
  const dummy = StringParameter.valueFromLookup(stack, '/it');
  expect(deferred(dummy)).not.toBe(dummy);
  expect(stack.resolve(deferred(dummy))).toBe(dummy);
  expect(deferred('arn:aws:a')).toBe('arn:aws:a');
});

/** The files that check whether a value is a token, and not whether it can be validated. */
const ABOUT_TOKENS: Record<string, string> = {
  'agent/container-image.ts': 'warns about a token, and a dummy value will be known',
  'agent/endpoint.ts': 'makes a construct ID of a name, and exports a version across stacks',
  'agent/storage/filesystem.ts': 'makes a construct ID of a path',
  'callers/event-fields.ts': 'leaves tokens in JSON values as they are',
  'callers/expressions.ts': 'renders tokens in JSON values as text',
  'gateway/documents/schema-object.ts': 'does not upload a file with tokens',
  'private/validation/arn.ts': 'reads the literal parts of an ARN with tokens',
  'agent/bedrock-permissions.ts': 'warns about a token, and a dummy value will be known',
  'private/iam/role-uses.ts': 'measures policies, and tokens have no length',
  'private/iam/statement.ts': 'renders the token of a list as a list',
  'private/known/gateway.ts': 'resolves the reference to the role of a gateway',
  'private/known/resource.ts': 'resolves overrides of properties',
  'private/known/secret.ts': 'reads the ARN of a secret, and a dummy value is deferred',
  'private/known/source.ts': 'resolves references to resources',
  'private/validation/leaves.ts': 'reads the arguments of tokens',
  'private/validation/limit.ts': 'judges a value first, and asks about dummy values only if it has a problem',
  'private/validation/secret-values.ts': 'looks for the tokens of secrets',
  'private/validation/types.ts': 'accepts tokens in place of objects',
  'private/validation/unknown.ts': 'defines what is unknown',
};

test('source files check whether a value is unknown, and not only whether it is a token', () => {
  const root = join(__dirname, '..', '..', '..', 'src');
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const asking = files.filter((file) => readFileSync(join(root, file), 'utf8').includes('isUnresolved('));
  expect(asking.sort()).toEqual(Object.keys(ABOUT_TOKENS).sort());
});
