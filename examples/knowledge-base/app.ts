import { CfnDataSource, CfnKnowledgeBase } from 'aws-cdk-lib/aws-bedrock';
import { Gateway, GatewayAuthorizer } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Effect, PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { CfnIndex, CfnVectorBucket } from 'aws-cdk-lib/aws-s3vectors';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'KnowledgeBase');
const closed = { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL };
const bucket = new Bucket(stack, 'Documents', { ...closed, versioned: true });
new BucketDeployment(stack, 'Upload', {
  sources: [Source.asset(`${__dirname}/documents`)],
  destinationBucket: bucket,
});

const vectors = new CfnVectorBucket(stack, 'Vectors');
// Amazon Titan Text Embeddings V2 returns vectors with 1,024 dimensions.
const index = new CfnIndex(stack, 'Index', {
  vectorBucketArn: vectors.attrVectorBucketArn,
  dataType: 'float32',
  dimension: 1024,
  distanceMetric: 'cosine',
  // The text of a chunk is longer than the metadata that S3 Vectors can filter by.
  metadataConfiguration: { nonFilterableMetadataKeys: ['AMAZON_BEDROCK_TEXT', 'AMAZON_BEDROCK_METADATA'] },
});
const embeddings = stack.formatArn({
  ...{ service: 'bedrock', account: '', resource: 'foundation-model', resourceName: 'amazon.titan-embed-text-v2:0' },
});
const allow = (actions: string[], resources: string[]) =>
  new PolicyStatement({ effect: Effect.ALLOW, actions, resources });
// The policy is part of the role, because Amazon Bedrock checks it when it creates the knowledge base.
const role = new Role(stack, 'KnowledgeBaseRole', {
  assumedBy: new ServicePrincipal('bedrock.amazonaws.com', {
    conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
  }),
  inlinePolicies: {
    KnowledgeBase: new PolicyDocument({
      statements: [
        allow(['bedrock:InvokeModel'], [embeddings]),
        allow(['s3:ListBucket'], [bucket.bucketArn]),
        allow(['s3:GetObject'], [bucket.arnForObjects('*')]),
        allow(
          ['PutVectors', 'GetVectors', 'DeleteVectors', 'QueryVectors', 'GetIndex'].map((name) => `s3vectors:${name}`),
          [index.attrIndexArn],
        ),
      ],
    }),
  },
});
const handbook = new CfnKnowledgeBase(stack, 'Handbook', {
  name: 'Handbook',
  roleArn: role.roleArn,
  knowledgeBaseConfiguration: {
    type: 'VECTOR',
    vectorKnowledgeBaseConfiguration: { embeddingModelArn: embeddings },
  },
  storageConfiguration: { type: 'S3_VECTORS', s3VectorsConfiguration: { indexArn: index.attrIndexArn } },
});
const source = new CfnDataSource(stack, 'Pages', {
  name: 'Pages',
  knowledgeBaseId: handbook.attrKnowledgeBaseId,
  dataSourceConfiguration: { type: 'S3', s3Configuration: { bucketArn: bucket.bucketArn } },
});

const gateway = new Gateway(stack, 'Shop', { authorizerConfiguration: GatewayAuthorizer.usingAwsIam() });
new agentcore.GatewayTarget(stack, 'Knowledge', {
  gateway,
  source: agentcore.TargetSource.connector('bedrock-knowledge-bases', {
    tools: [
      {
        name: 'Retrieve',
        description: 'Searches the handbook of the shop.',
        parameterValues: { knowledgeBaseId: handbook.attrKnowledgeBaseId },
      },
    ],
  }),
  credentials: agentcore.TargetCredentials.gatewayRole({
    actions: ['bedrock:Retrieve'],
    resourceArns: [handbook.attrKnowledgeBaseArn],
  }),
});
const clerk = new agentcore.Harness(stack, 'Clerk', {
  model: agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'),
  systemPrompt: 'You answer questions about the shop. Search the handbook first, and name the page that you used.',
  tools: [agentcore.Tool.gateway(gateway, { name: 'shop' })],
});

const outputs = {
  HarnessArn: clerk.harnessArn,
  KnowledgeBaseId: handbook.attrKnowledgeBaseId,
  DataSourceId: source.attrDataSourceId,
  DocumentsBucket: bucket.bucketName,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
