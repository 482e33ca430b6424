import { Template } from 'aws-cdk-lib/assertions';
import { CfnGateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, Code, Function as LambdaFunction, Runtime as LambdaRuntime } from 'aws-cdk-lib/aws-lambda';
import { App, Stack, Stage } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { GatewayTarget, TargetSource } from '../../../src';
import * as references from '../../support/fixtures/limits/references';
import { functionIn } from '../../support/fixtures/parts';
import { ACCOUNT, REGION } from '../../support/helpers';
import { gatewayIn, plain, warningsOf } from '../../support/rendered';
import { configOf, TOOLS } from './targets';

const LAMBDA = `arn:aws:lambda:${REGION}`;

/** Defines a function in another account, and a gateway whose role is defined in the app. */
function acrossAccounts(here: Construct, there: Construct) {
  const theirs = new Stack(there, 'Theirs', { env: { account: '999988887777', region: REGION } });
  const ours = new Stack(here, 'Ours', { env: { account: ACCOUNT, region: REGION } });
  const assumedBy = new ServicePrincipal('bedrock-agentcore.amazonaws.com');
  const { roleArn } = new Role(ours, 'ShopRole', { roleName: 'shop', assumedBy });
  const orders = new LambdaFunction(theirs, 'Orders', {
    functionName: 'orders',
    runtime: LambdaRuntime.NODEJS_22_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = () => undefined;'),
  });
  const gateway = new CfnGateway(ours, 'Shop', { name: 'shop', authorizerType: 'AWS_IAM', roleArn });
  new GatewayTarget(ours, 'Target', { gateway, source: TargetSource.fromFunction(orders, TOOLS) });
  return { ours, theirs };
}

describe('TargetSource.fromFunction', () => {
  const ofFunction = (arn: string) =>
    configOf((stack) => ({
      source: TargetSource.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Orders', arn), TOOLS),
    }));

  test('grants the role of the gateway to invoke exactly this function', () => {
    const { properties, config, statements } = ofFunction(`${LAMBDA}:${ACCOUNT}:function:orders`);
    expect(config).toEqual({
      Mcp: {
        Lambda: {
          LambdaArn: `${LAMBDA}:${ACCOUNT}:function:orders`,
          ToolSchema: {
            InlinePayload: [{ Name: 'find', Description: 'Finds an order.', InputSchema: { Type: 'object' } }],
          },
        },
      },
    });
    expect(properties.CredentialProviderConfigurations).toEqual([{ CredentialProviderType: 'GATEWAY_IAM_ROLE' }]);
    expect(statements).toEqual({
      TargetFunctionOrders: {
        Sid: 'TargetFunctionOrders',
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: `${LAMBDA}:${ACCOUNT}:function:orders`,
      },
    });
  });

  test('invokes an alias if it is passed', () => {
    const { config, statements } = configOf((stack) => {
      const version = functionIn(stack, 'Orders').currentVersion;
      return { source: TargetSource.fromFunction(new Alias(stack, 'Live', { aliasName: 'live', version }), TOOLS) };
    });
    expect(config).toHaveProperty('Mcp.Lambda.LambdaArn', expect.stringMatching(/^\$\{Live\w+\}$/));
    expect(statements.TargetFunctionLive.Resource).toMatch(/^\$\{Live\w+\}$/);
  });

  test('warns about a function of another account that is not defined in the app', () => {
    const { stack, statements } = ofFunction(`${LAMBDA}:999988887777:function:orders`);
    expect(statements.TargetFunctionOrders.Resource).toBe(`${LAMBDA}:999988887777:function:orders`);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/belongs to another account.*lambda:InvokeFunction.*cdk-agentcore:functionOfOtherAccount/),
    ]);
  });

  test('allows an existing role in the resource policy of a function of another account', () => {
    const app = new App({ analyticsReporting: false });
    const theirs = new Stack(app, 'Theirs', { env: { account: '999988887777', region: REGION } });
    const ours = new Stack(app, 'Ours', { env: { account: ACCOUNT, region: REGION } });
    const fn = functionIn(theirs, 'Orders');
    (fn.node.defaultChild as unknown as { functionName: string }).functionName = 'orders';
    const named = references.pretending(fn, { functionArn: `${LAMBDA}:999988887777:function:orders` });
    const gateway = gatewayIn(ours, { roleArn: `arn:aws:iam::${ACCOUNT}:role/shop` });
    new GatewayTarget(ours, 'Target', { gateway, source: TargetSource.fromFunction(named, TOOLS) });
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: `arn:aws:iam::${ACCOUNT}:role/shop`,
    });
    expect(warningsOf(ours)).toEqual([]);
  });

  test('allows the account of the gateway if the role is defined in the app', () => {
    const app = new App({ analyticsReporting: false });
    const { ours, theirs } = acrossAccounts(app, app);
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', { Principal: ACCOUNT });
    expect(ours.dependencies).toEqual([theirs]);
    expect(theirs.dependencies).toEqual([]);
    expect(plain(Object.values(Template.fromStack(ours).findResources('AWS::IAM::Policy')))).toMatchObject([
      { Properties: { PolicyDocument: { Statement: [{ Resource: `${LAMBDA}:999988887777:function:orders` }] } } },
    ]);
  });

  test('does not depend on a function of another stage', () => {
    const app = new App({ analyticsReporting: false });
    const { ours, theirs } = acrossAccounts(new Stage(app, 'One'), new Stage(app, 'Two'));
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', { Principal: ACCOUNT });
    expect(ours.dependencies).toEqual([]);
  });

  test('adds no resource policy to a function of the same account', () => {
    const { stack } = configOf((stack) => ({ source: TargetSource.fromFunction(functionIn(stack, 'Orders'), TOOLS) }));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(warningsOf(stack)).toEqual([]);
  });
});
