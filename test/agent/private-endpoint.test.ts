import { SecurityGroup, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { Authorizer, EndpointIpAddressType, PrivateEndpoint } from '../../src';
import { render } from '../support/rendered';

const DISCOVERY = 'https://login.example.com/.well-known/openid-configuration';
const AUTHORIZER = 'AuthorizerConfiguration.CustomJWTAuthorizer';
const VPC_ID = 'vpc-0a1b2c3d4e5f60718';
const SUBNET_IDS = ['subnet-0a1b2c3d4e5f60718', 'subnet-1a1b2c3d4e5f60718'];

function vpcIn(stack: Stack) {
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: VPC_ID,
    availabilityZones: ['us-east-1a', 'us-east-1b'],
    privateSubnetIds: SUBNET_IDS,
  });
}

function reaching(endpointOf: (stack: Stack) => PrivateEndpoint, overridden: string[] = []) {
  return render((stack) => {
    const privateEndpoint = endpointOf(stack);
    const privateEndpointOverrides = Object.fromEntries(overridden.map((domain) => [domain, privateEndpoint]));
    const overrides = overridden.length > 0 ? { privateEndpointOverrides } : {};
    return { authorizer: Authorizer.jwt(DISCOVERY, { clients: ['web'], privateEndpoint, ...overrides }) };
  }).properties;
}

test('An identity provider is reached over the internet unless a private endpoint was given.', () => {
  const { properties } = render(() => ({ authorizer: Authorizer.jwt(DISCOVERY, { clients: ['web'] }) }));
  expect(properties).not.toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`);
  expect(properties).not.toHaveProperty(`${AUTHORIZER}.PrivateEndpointOverrides`);
});

test('In a VPC it is reached from the private subnets, over IPv4.', () => {
  expect(reaching((stack) => PrivateEndpoint.vpc(vpcIn(stack)))).toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`, {
    ManagedVpcResource: { VpcIdentifier: VPC_ID, SubnetIds: SUBNET_IDS, EndpointIpAddressType: 'IPV4' },
  });
});

test('In a VPC it is reached as it was asked for.', () => {
  const properties = reaching((stack) =>
    PrivateEndpoint.vpc(vpcIn(stack), {
      subnets: { availabilityZones: ['us-east-1a'] },
      securityGroups: [SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0a1b2c3d4e5f60718')],
      ipAddressType: EndpointIpAddressType.IPV6,
      routingDomain: 'login.internal.example.com',
      tags: { team: 'identity' },
    }),
  );
  expect(properties).toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`, {
    ManagedVpcResource: {
      VpcIdentifier: VPC_ID,
      SubnetIds: [SUBNET_IDS[0]],
      SecurityGroupIds: ['sg-0a1b2c3d4e5f60718'],
      EndpointIpAddressType: 'IPV6',
      RoutingDomain: 'login.internal.example.com',
      Tags: { team: 'identity' },
    },
  });
});

test.each([
  'rcfg-0123456789abcdef0',
  'arn:aws:vpc-lattice:us-east-1:111122223333:resourceconfiguration/rcfg-0123456789abcdef0',
])('Through VPC Lattice it is reached by %s.', (identifier) => {
  expect(reaching(() => PrivateEndpoint.latticeResource(identifier))).toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`, {
    SelfManagedLatticeResource: { ResourceConfigurationIdentifier: identifier },
  });
});

test('Through VPC Lattice it is not reached by any other name.', () => {
  expect(() => reaching(() => PrivateEndpoint.latticeResource('login'))).toThrow(
    /must be the ID \(rcfg-…\) or the ARN of a VPC Lattice resource configuration .*: "login"/,
  );
});

test('Further domains of it are reached on ways of their own.', () => {
  const latticeResource = { SelfManagedLatticeResource: { ResourceConfigurationIdentifier: 'rcfg-0123456789abcdef0' } };
  const endpoint = () => PrivateEndpoint.latticeResource('rcfg-0123456789abcdef0');
  expect(reaching(endpoint, ['keys.example.com', 'id.example.com'])).toHaveProperty(
    `${AUTHORIZER}.PrivateEndpointOverrides`,
    [
      { Domain: 'keys.example.com', PrivateEndpoint: latticeResource },
      { Domain: 'id.example.com', PrivateEndpoint: latticeResource },
    ],
  );
});
