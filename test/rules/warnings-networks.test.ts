import { InterfaceVpcEndpointAwsService, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Stack } from 'aws-cdk-lib/core';
import { Filesystem, Network, Tool } from '../../src';
import { vpcIn } from '../support/fixtures/parts';
import { harnessIn } from '../support/helpers';
import { testWarnings, type Warning } from '../support/warnings';

const SERVICES = ['bedrock-agentcore', 'bedrock-runtime', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray'];

function inSubnets(subnetType: SubnetType): (stack: Stack) => unknown {
  return (stack) => harnessIn(stack, { network: Network.vpc(vpcIn(stack), { subnets: { subnetType } }) });
}

/** An agent in isolated subnets, of a VPC with endpoints for these services and, where it needs one, for S3. */
function isolated(services: string[], tools: Tool[] = []): (stack: Stack) => unknown {
  return (stack) => {
    const vpc = new Vpc(stack, 'Isolated', {
      subnetConfiguration: [{ name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED }],
    });
    for (const service of services) {
      vpc.addInterfaceEndpoint(service, { service: new InterfaceVpcEndpointAwsService(service) });
    }
    const subnets = { subnetType: SubnetType.PRIVATE_ISOLATED };
    harnessIn(stack, { tools, network: Network.vpc(vpc, { subnets }) });
  };
}

const NETWORK: Warning[] = [
  {
    id: 'publicSubnets',
    when: 'its subnets are public',
    warns: inSubnets(SubnetType.PUBLIC),
    message: /cannot reach the internet through a public subnet\. Use private subnets with a NAT gateway\./,
    not: 'they are private',
    silent: inSubnets(SubnetType.PRIVATE_WITH_EGRESS),
  },
  {
    id: 'noWayOut',
    when: 'its subnets are isolated and the VPC lacks endpoints',
    warns: isolated(SERVICES.slice(2)),
    message: /the VPC has no endpoint for bedrock-agentcore, bedrock-runtime, s3\. The agent cannot reach/,
    not: 'the VPC has them all',
    silent: isolated([...SERVICES, 's3']),
  },
  {
    id: 'noInternet',
    when: 'a tool is on the internet and its subnets are isolated',
    warns: isolated([...SERVICES, 's3'], [Tool.remoteMcp('docs', 'https://mcp.example.com')]),
    message: /The agent cannot reach the internet from an isolated subnet\./,
    not: 'the tool is on AWS, with an endpoint',
    silent: isolated([...SERVICES, 's3'], [Tool.browser()]),
  },
  {
    id: 'noWayOut',
    when: 'the VPC has endpoints for all but S3, where its image is kept',
    warns: isolated(SERVICES),
    message: /no endpoint for s3\./,
    not: 'its subnets have a way out',
    silent: (stack) =>
      harnessIn(stack, {
        network: Network.vpc(vpcIn(stack)),
        filesystems: [Filesystem.sessionStorage('/mnt/work')],
      }),
  },
];

testWarnings(NETWORK);
