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

/** An agent in isolated subnets of a VPC with endpoints for the given services and, if required, for S3. */
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
    when: 'the subnets are public',
    warns: inSubnets(SubnetType.PUBLIC),
    message: /cannot reach the internet through a public subnet\. Use private subnets with a NAT gateway\./,
    not: 'the subnets are private',
    silent: inSubnets(SubnetType.PRIVATE_WITH_EGRESS),
  },
  {
    id: 'noWayOut',
    when: 'the subnets are isolated and the VPC lacks endpoints',
    warns: isolated(SERVICES.slice(2)),
    message: /the VPC has no endpoint for bedrock-agentcore, bedrock-runtime, s3\. The agent cannot reach/,
    not: 'the VPC has all required endpoints',
    silent: isolated([...SERVICES, 's3']),
  },
  {
    id: 'noInternet',
    when: 'a tool is on the internet and the subnets are isolated',
    warns: isolated([...SERVICES, 's3'], [Tool.remoteMcp('docs', 'https://mcp.example.com')]),
    message: /The agent cannot reach the internet from an isolated subnet\./,
    not: 'the tool is an AWS service with a VPC endpoint',
    silent: isolated([...SERVICES, 's3'], [Tool.browser()]),
  },
  {
    id: 'noWayOut',
    when: 'the VPC lacks an endpoint for S3, which stores the layers of the image',
    warns: isolated(SERVICES),
    message: /no endpoint for s3\./,
    not: 'the subnets have internet egress',
    silent: (stack) =>
      harnessIn(stack, {
        network: Network.vpc(vpcIn(stack)),
        filesystems: [Filesystem.sessionStorage('/mnt/work')],
      }),
  },
];

testWarnings(NETWORK);
