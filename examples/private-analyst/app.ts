import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'PrivateAnalyst');
const vpc = new ec2.Vpc(stack, 'Vpc', {
  maxAzs: 2,
  subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
  gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
});
const services = ['bedrock-runtime', 'bedrock-agentcore', 'ecr.api', 'ecr.dkr', 'logs', 'monitoring', 'xray'];
for (const name of services) {
  vpc.addInterfaceEndpoint(name, { service: new ec2.InterfaceVpcEndpointAwsService(name) });
}
const posix = { createAcl: { ownerUid: '1000', ownerGid: '1000', permissions: '750' }, path: '/ledgers' };
const ledgers = new FileSystem(stack, 'Ledgers', {
  vpc,
  vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
}).addAccessPoint('Agent', posix);
const closed = { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL };
const bucket = new Bucket(stack, 'Filings', { ...closed, versioned: true });
const filings = new agentcore.S3Files(stack, 'FilingsFiles', { bucket, vpc });

const analyst = new agentcore.Harness(stack, 'Analyst', {
  model: agentcore.Model.bedrock('amazon.nova-pro-v1:0'),
  systemPrompt: 'You answer questions about the ledgers under /mnt/ledgers. You never change them.',
  memory: agentcore.HarnessMemory.managed({
    eventExpiry: Duration.days(90),
    encryptionKey: new Key(stack, 'MemoryKey', { enableKeyRotation: true }),
  }),
  network: agentcore.Network.vpc(vpc, { subnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED } }),
  filesystems: [
    agentcore.Filesystem.efs(ledgers, '/mnt/ledgers', { readOnly: true }),
    agentcore.Filesystem.s3Files(filings, '/mnt/filings', { readOnly: true }),
  ],
});

const node = {
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  handler: 'index.handler',
};
const backend = new lambda.Function(stack, 'Backend', {
  ...node,
  code: lambda.Code.fromAsset(`${__dirname}/functions/ask-analyst`),
});
const reports = analyst.addEndpoint('reports');
reports.grants.invoke(backend);
backend.addEnvironment('HARNESS_ARN', analyst.harnessArn).addEnvironment('QUALIFIER', reports.endpointName);

const operators = new Role(stack, 'Operators', { assumedBy: new AccountPrincipal(stack.account) });
analyst.grants.invoke(operators);
analyst.grants.invokeCommand(operators);
analyst.grants.openShell(operators);

const outputs = {
  HarnessArn: analyst.harnessArn,
  Qualifier: reports.endpointName,
  BackendFunction: backend.functionName,
  FilingsBucket: bucket.bucketName,
  OperatorsRoleArn: operators.roleArn,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
