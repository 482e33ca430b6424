import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { App, CfnOutput, Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const app = new App();
const stack = new Stack(app, 'WorkflowAgent');
const agent = {
  artifact: agentcore.Artifact.fromTypescript(`${__dirname}/agents/workflow/main.ts`, {
    // Strands Agents loads this package only to store sessions in Amazon S3.
    external: ['@aws-sdk/client-s3'],
  }),
  uses: [agentcore.Use.model(agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'))],
};

const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
const bucket = new Bucket(stack, 'Documents', {
  versioned: true,
  enforceSSL: true,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
});
const terms = new agentcore.S3Files(stack, 'Terms', { bucket, vpc, prefix: 'terms/' });
const claims = new agentcore.Runtime(stack, 'Claims', {
  ...agent,
  network: agentcore.Network.vpc(vpc),
  filesystems: [
    agentcore.Filesystem.efsFileSystem(new FileSystem(stack, 'Cases', { vpc }), '/mnt/cases'),
    agentcore.Filesystem.s3Files(terms, '/mnt/terms', { readOnly: true }),
  ],
  environment: { CASES: '/mnt/cases', TERMS: '/mnt/terms/terms.md' },
});

const js = { runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' };
const functionOf = (name: string) =>
  new lambda.Function(stack, name, {
    ...js,
    code: lambda.Code.fromAsset(`${__dirname}/functions/${name}`),
    timeout: Duration.minutes(5),
    environment: { AGENT_ARN: claims.runtimeArn },
  });
const [openClaim, fileClaim] = ['open-claim', 'file-claim'].map(functionOf);
claims.grants.streamBidirectionally(openClaim);
claims.grants.invoke(fileClaim);

// The same code on instances in your account. Sessions last for days and store their cases on a volume.
const large = new Stack(app, 'WorkflowAgentOnInstances');
const fleet = new agentcore.CapacityProvider(large, 'Fleet', {
  instanceTypes: [new ec2.InstanceType('m8g.large')],
  network: agentcore.Network.vpc(vpc),
  volumes: [{ name: 'cases', size: Size.gibibytes(20) }],
});
// By default, a fleet with volumes is retained. Then the VPC cannot be deleted.
fleet.applyRemovalPolicy(RemovalPolicy.DESTROY);
const onInstances = new agentcore.Runtime(large, 'Claims', {
  ...agent,
  capacityProvider: fleet,
  filesystems: [agentcore.Filesystem.volume('cases', '/mnt/cases')],
  lifecycle: { idleTimeout: Duration.hours(1), maxLifetime: Duration.days(7) },
  environment: { CASES: '/mnt/cases' },
});

const outputs = {
  RuntimeArn: claims.runtimeArn,
  OpenClaimFunction: openClaim.functionName,
  FileClaimFunction: fileClaim.functionName,
  DocumentsBucket: bucket.bucketName,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
new CfnOutput(large, 'RuntimeArn', { value: onInstances.runtimeArn });
