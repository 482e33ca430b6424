/** Policy statements written by hand for harnesses and runtimes. */
import { Aws } from 'aws-cdk-lib/core';

export function trustPolicy(source = '*') {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'bedrock-agentcore.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
          ArnLike: { 'aws:SourceArn': arn('bedrock-agentcore', source) },
        },
      },
    ],
  };
}

/** Permissions for logs, traces, metrics and the workload identity of the agent. */
export function agentStatements(workloadName: string) {
  const logs = `log-group:/aws/bedrock-agentcore/runtimes/${workloadName}-*`;
  const directory = 'workload-identity-directory/default';
  return [
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:DescribeLogStreams', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: [arn('logs', logs), arn('logs', `${logs}:log-stream:*`)],
    },
    {
      Sid: 'LogGroups',
      Effect: 'Allow',
      Action: 'logs:DescribeLogGroups',
      Resource: arn('logs', 'log-group:*'),
    },
    {
      Sid: 'Traces',
      Effect: 'Allow',
      Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
      Resource: '*',
    },
    {
      Sid: 'TracesLogGroup',
      Effect: 'Allow',
      Action: 'logs:PutResourcePolicy',
      Resource: arn('logs', logs),
    },
    {
      Sid: 'Metrics',
      Effect: 'Allow',
      Action: 'cloudwatch:PutMetricData',
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'bedrock-agentcore' } },
    },
    {
      Sid: 'WorkloadIdentity',
      Effect: 'Allow',
      Action: ['bedrock-agentcore:GetWorkloadAccessToken', 'bedrock-agentcore:GetWorkloadAccessTokenForJWT'],
      Resource: [
        arn('bedrock-agentcore', directory),
        arn('bedrock-agentcore', `${directory}/workload-identity/${workloadName}-*`),
      ],
    },
  ];
}

export function arn(service: string, resource: string): string {
  return `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}`;
}
