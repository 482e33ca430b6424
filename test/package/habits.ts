/**
 * Calls that a CDK engineer types from habit, from what the constructs of aws-cdk-lib have taught. This file is only
 * compiled. A call that must not compile has a reason.
 */
import { AgentCoreRuntime, Gateway, ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Alarm, Dashboard, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { UserPool } from 'aws-cdk-lib/aws-cognito';
import { InstanceClass, InstanceSize, InstanceType, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets';
import { FileSystem } from 'aws-cdk-lib/aws-efs';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnOutput, Duration, RemovalPolicy, Size, Stack, Tags } from 'aws-cdk-lib/core';
import * as agentcore from '../../src';

const stack = new Stack(new App(), 'Habits');
const model = agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6');
const handler = { code: Code.fromInline('exports.handler = () => {}'), handler: 'index.handler' };
const fn = new LambdaFunction(stack, 'Function', { ...handler, runtime: LambdaRuntime.NODEJS_22_X });
const vpc = new Vpc(stack, 'Vpc');
const bucket = new Bucket(stack, 'Bucket');
const topic = new Topic(stack, 'Topic');
const repository = new Repository(stack, 'Repository');
const userPool = new UserPool(stack, 'Users');
const userPoolClient = userPool.addClient('Client');
const key = new Key(stack, 'Key');
const statement = new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });

// Constructors
const harness = new agentcore.Harness(stack, 'Harness', { model, systemPrompt: 'You are a helpful assistant.' });
const runtime = new agentcore.Runtime(stack, 'Runtime', {
  artifact: agentcore.Artifact.fromTypescript('agent.ts'),
  protocol: ProtocolType.HTTP,
  environment: { LOG_LEVEL: 'info' },
  description: 'Plans trips',
});
const memory = new agentcore.MemoryStore(stack, 'Memory', {
  removalPolicy: RemovalPolicy.DESTROY,
  encryptionKey: key,
  eventExpiry: Duration.days(30),
  strategies: [agentcore.MemoryStrategy.semantic(), agentcore.MemoryStrategy.summarization()],
});
const instances = new agentcore.CapacityProvider(stack, 'Instances', {
  instanceTypes: [InstanceType.of(InstanceClass.M8G, InstanceSize.LARGE)],
  network: agentcore.Network.vpc(vpc),
  removalPolicy: RemovalPolicy.DESTROY,
});
const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
new agentcore.Harness(stack, 'Given', { model, role, harnessName: 'given', memory: agentcore.HarnessMemory.none() });
new agentcore.GatewayTarget(stack, 'Tools', {
  gateway: new Gateway(stack, 'Gateway'),
  source: agentcore.TargetSource.fromMcpServer('https://mcp.example.com/mcp'),
});

// Attributes
new CfnOutput(stack, 'HarnessArn', { value: harness.harnessArn });
new CfnOutput(stack, 'HarnessId', { value: harness.harnessId });
new CfnOutput(stack, 'HarnessName', { value: harness.harnessName });
new CfnOutput(stack, 'RuntimeArn', { value: runtime.runtimeArn });
new CfnOutput(stack, 'RuntimeId', { value: runtime.runtimeId });
new CfnOutput(stack, 'RuntimeName', { value: runtime.runtimeName });
new CfnOutput(stack, 'MemoryArn', { value: memory.memoryArn });
new CfnOutput(stack, 'MemoryId', { value: memory.memoryId });
new CfnOutput(stack, 'CapacityProviderArn', { value: instances.capacityProviderArn });
new CfnOutput(stack, 'Reference', { value: harness.harnessRef.harnessArn });

// Imports
const importedHarness = agentcore.Harness.fromHarnessArn(stack, 'ImportedHarness', harness.harnessArn);
const importedRuntime = agentcore.Runtime.fromRuntimeArn(stack, 'ImportedRuntime', runtime.runtimeArn);
agentcore.Runtime.fromRuntimeAttributes(stack, 'ImportedWithRole', { runtimeArn: runtime.runtimeArn, role });
agentcore.MemoryStore.fromMemoryArn(stack, 'ImportedMemory', memory.memoryArn);
agentcore.CapacityProvider.fromCapacityProviderArn(stack, 'ImportedInstances', instances.capacityProviderArn);
agentcore.ApiKey.fromApiKeyArn(stack, 'ImportedKey', 'arn');

// Permissions
harness.grants.invoke(fn);
runtime.grants.invoke(fn);
memory.grants.read(fn);
memory.grants.write(fn);
importedHarness.grants.invoke(fn);
importedRuntime.grants.invoke(fn);
// @ts-expect-error The facade `grants` is the only way to grant, as in the newer L2s of aws-cdk-lib.
harness.grantInvoke(fn);
harness.addToRolePolicy(statement);
runtime.addToRolePolicy(statement);
harness.role?.addToPrincipalPolicy(statement);
runtime.role?.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
bucket.grantRead(harness);
bucket.grantReadWrite(runtime);
key.grantDecrypt(runtime.grantPrincipal);
new Secret(stack, 'Secret').grantRead(runtime);
topic.grantPublish(harness.grantPrincipal);

// Endpoints and environment variables
const production = runtime.addEndpoint('production');
harness.addEndpoint('production', { version: '3', description: 'For customers' });
new agentcore.HarnessEndpoint(stack, 'Beta', { harness, endpointName: 'beta' });
production.grants.invoke(fn);
runtime.addEnvironment('BUCKET', bucket.bucketName);
harness.addEnvironment('BUCKET', bucket.bucketName).addEnvironment('LOG_LEVEL', 'debug');
fn.addEnvironment('AGENT', runtime.runtimeArn);

// Metrics, logs, tags and networks
const alarm = new Alarm(stack, 'Errors', {
  metric: harness.metricSystemErrors({ period: Duration.minutes(1) }),
  threshold: 1,
  evaluationPeriods: 1,
});
alarm.addAlarmAction(new SnsAction(topic));
runtime.metricInvocations().createAlarm(stack, 'Busy', { threshold: 100, evaluationPeriods: 1 });
runtime.metric('Latency', { statistic: 'p99' });
new Dashboard(stack, 'Dashboard', {
  widgets: [[new GraphWidget({ left: [harness.metricInvocations(), production.metricLatency()] })]],
});
new agentcore.AgentAlarms(stack, 'Alarms', { watched: harness, actions: [new SnsAction(topic)] });
new MetricFilter(stack, 'Filter', {
  logGroup: runtime.logGroup,
  filterPattern: FilterPattern.literal('ERROR'),
  metricNamespace: 'Agents',
  metricName: 'Errors',
});
Tags.of(harness).add('team', 'support');
harness.applyRemovalPolicy(RemovalPolicy.RETAIN);
memory.applyRemovalPolicy(RemovalPolicy.DESTROY);
harness.node.addDependency(bucket);
harness.connections.allowTo(new SecurityGroup(stack, 'Database', { vpc }), Port.tcp(5432));
instances.connections.allowToDefaultPort(new FileSystem(stack, 'Files', { vpc }));

// Choices
agentcore.ContainerImage.fromDirectory('image');
// @ts-expect-error `fromDirectory` builds from a local directory everywhere in this library: artifacts, images and skills.
agentcore.ContainerImage.fromAsset('image');
// @ts-expect-error A tag and a digest are alternatives, so an option names which one it is.
agentcore.ContainerImage.fromEcrRepository(repository, '1.0.0');
agentcore.ContainerImage.fromEcrRepository(repository, { tag: '1.0.0' });
agentcore.ContainerImage.fromDockerImageAsset(new DockerImageAsset(stack, 'Image', { directory: 'image' }));
agentcore.Artifact.fromBucket(bucket, 'agent.zip', {
  runtime: AgentCoreRuntime.PYTHON_3_13,
  entryPoint: ['main.py'],
});
agentcore.Authorizer.cognito(userPool, { clients: [userPoolClient] });
agentcore.Network.vpc(vpc, { subnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } });
agentcore.Tool.codeInterpreter({ name: 'python' });
agentcore.Tool.browser();
agentcore.HookTarget.fromFunction(fn, { timeout: Duration.seconds(5) });
agentcore.LogDestination.cloudWatchLogs(RetentionDays.ONE_WEEK);
agentcore.EphemeralVolume.ebs('/dev/sdh', { size: Size.gibibytes(10) });
