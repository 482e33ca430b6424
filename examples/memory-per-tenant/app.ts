import { Stream } from 'aws-cdk-lib/aws-kinesis';
import { Key } from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';
import { MemoryMetadata, MemoryStrategy } from 'cdk-agentcore';

const stack = new Stack(new App(), 'MemoryPerTenant');
const encryptionKey = new Key(stack, 'Key', { enableKeyRotation: true });
const payloads = new Bucket(stack, 'Payloads', {
  encryptionKey,
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  enforceSSL: true,
  lifecycleRules: [{ expiration: Duration.days(7) }],
});
const arrived = new Topic(stack, 'Arrived', { masterKey: encryptionKey, enforceSSL: true });
const topic = MemoryMetadata.text('topic', { definition: 'What it is about.', allowedValues: ['orders', 'invoices'] });
const model = agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0');

// An actor is a user of a tenant, for example "acme/ada". All memory records of a tenant are below "/tenants/acme/".
const memory = new agentcore.MemoryStore(stack, 'Users', {
  strategies: [
    MemoryStrategy.semantic({ namespaceTemplate: '/tenants/{actorId}/facts/', metadata: [topic] }),
    MemoryStrategy.summarization({ namespaceTemplate: '/tenants/{actorId}/summaries/{sessionId}/' }),
    MemoryStrategy.userPreference({ namespaceTemplate: '/tenants/{actorId}/preferences/' }),
    MemoryStrategy.episodic({
      namespaceTemplate: '/tenants/{actorId}/episodes/{sessionId}/',
      reflectionNamespaceTemplate: '/tenants/{actorId}/episodes/',
    }),
    MemoryStrategy.semantic({
      strategyName: 'promises',
      namespaceTemplate: '/tenants/{actorId}/promises/',
      recordExpiry: Duration.days(365),
      extraction: { model, instructions: 'Only what was promised to the user, by whom, and until when.' },
      consolidation: { model, instructions: 'A later promise about the same thing replaces the earlier one.' },
    }),
    MemoryStrategy.selfManaged({
      bucket: payloads,
      topic: arrived,
      messageCount: 20,
      idleTimeout: Duration.minutes(10),
    }),
  ],
  indexedKeys: [MemoryMetadata.text('topic')],
  eventExpiry: Duration.days(30),
  encryptionKey,
  recordStream: new Stream(stack, 'Records', { encryptionKey }),
});

const js = { runtime: lambda.Runtime.NODEJS_24_X, architecture: lambda.Architecture.ARM_64, handler: 'index.handler' };
const functionOf = (id: string, name: string, environment = {}) =>
  new lambda.Function(stack, id, {
    ...js,
    code: lambda.Code.fromAsset(`${__dirname}/functions/${name}`),
    environment: { MEMORY_ID: memory.memoryId, ...environment },
  });
const namespacePath = '/tenants/acme/';
const recallAcme = functionOf('RecallAcme', 'recall-tenant', { NAMESPACE: namespacePath });
const recordEvent = functionOf('RecordEvent', 'record-event');
memory.grants.read(recallAcme, { namespacePath });
memory.grants.writeEvents(recordEvent);

const desk = new agentcore.Harness(stack, 'Desk', {
  model,
  systemPrompt: 'You help users of a service for invoices. Say when you do not know.',
  memory: agentcore.HarnessMemory.store(memory, {
    retrieval: { '/tenants/{actorId}/facts/': { topK: 5 }, '/tenants/{actorId}/promises/': { topK: 3 } },
  }),
});
const image = `111122223333.dkr.ecr.us-east-1.amazonaws.com/invoices/agent@sha256:${'0123456789abcdef'.repeat(4)}`;
const clerk = new agentcore.Runtime(stack, 'Clerk', {
  artifact: agentcore.Artifact.fromImage(agentcore.ContainerImage.fromUri(image)),
  uses: [agentcore.Use.model(model), agentcore.Use.memory(memory)],
});

const outputs = {
  HarnessArn: desk.harnessArn,
  RuntimeArn: clerk.runtimeArn,
  MemoryId: memory.memoryId,
  RecallFunction: recallAcme.functionName,
  RecordFunction: recordEvent.functionName,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
