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

test('An authorizer has no private endpoint by default', () => {
  const { properties } = render(() => ({ authorizer: Authorizer.jwt(DISCOVERY, { clients: ['web'] }) }));
  expect(properties).not.toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`);
  expect(properties).not.toHaveProperty(`${AUTHORIZER}.PrivateEndpointOverrides`);
});

test('PrivateEndpoint.vpc uses the private subnets and IPv4 by default', () => {
  expect(reaching((stack) => PrivateEndpoint.vpc(vpcIn(stack)))).toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`, {
    ManagedVpcResource: { VpcIdentifier: VPC_ID, SubnetIds: SUBNET_IDS, EndpointIpAddressType: 'IPV4' },
  });
});

test('PrivateEndpoint.vpc renders all options', () => {
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
])('PrivateEndpoint.latticeResource accepts %s', (identifier) => {
  expect(reaching(() => PrivateEndpoint.latticeResource(identifier))).toHaveProperty(`${AUTHORIZER}.PrivateEndpoint`, {
    SelfManagedLatticeResource: { ResourceConfigurationIdentifier: identifier },
  });
});

test('PrivateEndpoint.latticeResource rejects another identifier', () => {
  expect(() => reaching(() => PrivateEndpoint.latticeResource('login'))).toThrow(
    /must be the ID \(rcfg-…\) or the ARN of a VPC Lattice resource configuration .*: "login"/,
  );
});

test('privateEndpointOverrides are rendered by domain', () => {
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
