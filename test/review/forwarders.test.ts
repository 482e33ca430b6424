import { AwsIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnGateway, CfnGatewayTarget } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Distribution, Function as EdgeFunction, FunctionCode, FunctionEventType } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Stack } from 'aws-cdk-lib/core';
import { Authorizer } from '../../src';
import type { AgentInfo } from '../../src/review/model';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, harnessIn, REGION, runtimeIn } from '../support/helpers';
import { assemblies, callers } from './reviewed';

const assemblyOf = assemblies();

function agentOf(fill: (stack: Stack) => void): AgentInfo {
  return reviewOf(assemblyOf((app) => fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }))))
    .agents[0];
}

function publicUrls({ exposure }: AgentInfo): string[] {
  return exposure.filter(({ way }) => way === 'Public URL').map(({ who, level }) => `${level}: ${who}`);
}

describe('A service that forwards requests to an agent', () => {
  test('includes the targets of gateways, on the endpoint that they name', () => {
    const agent = agentOf((stack) => {
      const runtime = runtimeIn(stack);
      runtime.addEndpoint('live');
      const roleArn = `arn:aws:iam::${ACCOUNT}:role/front`;
      const front = new CfnGateway(stack, 'Front', { name: 'front', authorizerType: 'AWS_IAM', roleArn });
      new CfnGatewayTarget(stack, 'ToAgent', {
        name: 'agent',
        gatewayIdentifier: front.attrGatewayIdentifier,
        targetConfiguration: { http: { agentcoreRuntime: { arn: runtime.runtimeArn, qualifier: 'live' } } },
        credentialProviderConfigurations: [{ credentialProviderType: 'CALLER_IAM_CREDENTIALS' }],
      });
    });
    expect(callers(agent)).toEqual(['Gateway: Front | target ToAgent']);
    const from = agent.topology.edges.filter(({ to }) => to === 'Test/Agent/Endpoint-live').map((edge) => edge.from);
    expect(from).toEqual(['Test/Agent#caller Test/Front']);
    expect(publicUrls(agent)).toEqual([]);
  });

  test('includes a CloudFront distribution, whose function names the agent', () => {
    const withDistribution = (isNamed: boolean) =>
      agentOf((stack) => {
        const agent = harnessIn(stack, {
          authorizer: Authorizer.jwt('https://login.example.com/.well-known/openid-configuration', {
            audiences: ['agents'],
          }),
        });
        const code = FunctionCode.fromInline(isNamed ? `const path = '${agent.harnessArn}';` : 'const path = "";');
        new Distribution(stack, 'Web', {
          defaultBehavior: {
            origin: new HttpOrigin('agents.example.com'),
            functionAssociations: [
              { eventType: FunctionEventType.VIEWER_REQUEST, function: new EdgeFunction(stack, 'Edge', { code }) },
            ],
          },
        });
      });
    expect(callers(withDistribution(true))[0]).toBe('CloudFront distribution: Web | forwards requests of the internet');
    expect(publicUrls(withDistribution(true))).toEqual(['limited: anyone who reaches the CloudFront distribution Web']);
    expect(publicUrls(withDistribution(false))).toEqual([]);
  });

  test('includes an API that signs requests, which is open without authorization', () => {
    const agent = agentOf((stack) => {
      const runtime = runtimeIn(stack);
      const integration = new AwsIntegration({
        service: 'bedrock-agentcore',
        path: `runtimes/${runtime.runtimeArn}/invocations`,
      });
      new RestApi(stack, 'Api').root.addMethod('POST', integration);
    });
    expect(callers(agent)).toEqual(['API Gateway REST API: Api | forwards requests of its callers']);
    expect(publicUrls(agent)).toEqual(['open: anyone who reaches the API Gateway REST API Api']);
  });
});

test('A function that a state machine starts says so', () => {
  const agent = agentOf((stack) => {
    const step = new LambdaFunction(stack, 'Step', {
      ...{ runtime: LambdaRuntime.NODEJS_22_X, handler: 'index.handler', code: Code.fromInline('-') },
    });
    harnessIn(stack).grants.invoke(step);
    const task = new LambdaInvoke(stack, 'Invoke', { lambdaFunction: step });
    new StateMachine(stack, 'Flow', { definitionBody: DefinitionBody.fromChainable(task) });
  });
  expect(callers(agent)).toEqual(['Lambda function: Step | started by the state machine Flow']);
});
