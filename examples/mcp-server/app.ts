import { ProtocolType } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Dashboard, GraphWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'McpServer');

const server = new agentcore.Runtime(stack, 'Stock', {
  artifact: agentcore.Artifact.fromImage(agentcore.ContainerImage.fromDirectory(`${__dirname}/agents/mcp-server`)),
  protocol: ProtocolType.MCP,
  authorizer: agentcore.Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
    audiences: ['stock'],
    scopes: ['stock/read'],
  }),
  requestHeaders: ['Authorization', 'X-Amzn-Bedrock-AgentCore-Runtime-Custom-Warehouse'],
  observability: {
    applicationLogs: agentcore.LogDestination.cloudWatchLogs(RetentionDays.SIX_MONTHS),
    usageLogs: agentcore.LogDestination.cloudWatchLogs(RetentionDays.ONE_MONTH),
    traces: true,
  },
});
const live = server.addEndpoint('live', { version: '1', description: 'What the shops call' });
const next = server.addEndpoint('next', { description: 'What is tried before' });

const told = new Topic(stack, 'Told', { enforceSSL: true });
new agentcore.AgentAlarms(stack, 'LiveAlarms', {
  watched: live,
  actions: [new SnsAction(told)],
  latency: Duration.seconds(5),
  newSessions: 1_000,
});
new Dashboard(stack, 'Dashboard', {
  widgets: [live, next].map((endpoint) => [
    new GraphWidget({ title: endpoint.endpointName, left: [endpoint.metricInvocations(), endpoint.metricSessions()] }),
    new GraphWidget({
      title: 'Latency',
      left: [endpoint.metricLatency(), endpoint.metricLatency({ statistic: 'p99' })],
    }),
  ]),
});
new CfnOutput(stack, 'LiveUrl', { value: live.invocationUrl });
new CfnOutput(stack, 'NextUrl', { value: next.invocationUrl });
new CfnOutput(stack, 'ServerArn', { value: server.runtimeArn });
