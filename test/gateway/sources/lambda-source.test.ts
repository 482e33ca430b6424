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

/** A function of another account, and a gateway whose role the app makes. */
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

describe('A function', () => {
  const ofFunction = (arn: string) =>
    configOf((stack) => ({
      source: TargetSource.fromFunction(LambdaFunction.fromFunctionArn(stack, 'Orders', arn), TOOLS),
    }));

  test('is called with the role, which may call it and no other', () => {
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

  test('is called by its alias, when it is given one', () => {
    const { config, statements } = configOf((stack) => {
      const version = functionIn(stack, 'Orders').currentVersion;
      return { source: TargetSource.fromFunction(new Alias(stack, 'Live', { aliasName: 'live', version }), TOOLS) };
    });
    expect(config).toHaveProperty('Mcp.Lambda.LambdaArn', expect.stringMatching(/^\$\{Live\w+\}$/));
    expect(statements.TargetFunctionLive.Resource).toMatch(/^\$\{Live\w+\}$/);
  });

  test('of another account is warned of, with what it must let the role do', () => {
    const { stack, statements } = ofFunction(`${LAMBDA}:999988887777:function:orders`);
    expect(statements.TargetFunctionOrders.Resource).toBe(`${LAMBDA}:999988887777:function:orders`);
    expect(warningsOf(stack)).toEqual([
      expect.stringMatching(/of another account.*lambda:InvokeFunction.*cdk-agentcore:functionOfOtherAccount/),
    ]);
  });

  test('of another account of the app lets the role call it', () => {
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

  test('of another account of the app lets the account call it, whose role is not there yet when the function is made', () => {
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

  test('of another account and another stage is not waited for, which stages cannot', () => {
    const app = new App({ analyticsReporting: false });
    const { ours, theirs } = acrossAccounts(new Stage(app, 'One'), new Stage(app, 'Two'));
    app.synth();
    Template.fromStack(theirs).hasResourceProperties('AWS::Lambda::Permission', { Principal: ACCOUNT });
    expect(ours.dependencies).toEqual([]);
  });

  test('of the same account needs no permission of its own', () => {
    const { stack } = configOf((stack) => ({ source: TargetSource.fromFunction(functionIn(stack, 'Orders'), TOOLS) }));
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Permission', 0);
    expect(warningsOf(stack)).toEqual([]);
  });
});
