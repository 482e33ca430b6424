import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { App, Aws, Fn, Lazy, Stack } from 'aws-cdk-lib/core';
import { sizeOf } from '../../../src/private/iam/policy-parts';
import { renderedPolicy } from '../../../src/private/iam/rendered-policy';
import { policyOf } from '../../../src/private/iam/statement';

const anywhere = () => new Stack(new App(), 'Stack');
const inRegion = () => new Stack(new App(), 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });

function statementsIn(stack: Stack) {
  const { attrArn } = new CfnRole(stack, 'Role', { assumeRolePolicyDocument: {} });
  const arn = (resource: string) => `arn:${stack.partition}:logs:${stack.region}:${stack.account}:${resource}`;
  return [
    { Action: 'logs:PutLogEvents', Effect: 'Allow', Resource: [arn('log-group:a'), arn('log-group:b'), '*'], Sid: 'A' },
    { Action: 's3:GetObject', Effect: 'Allow', Resource: attrArn, Sid: 'Attribute' },
    { Action: 's3:GetObject', Effect: 'Allow', Resource: `${attrArn}/x-${Aws.REGION}`, Sid: 'Mixed' },
    { Action: 's3:GetObject', Effect: 'Allow', Resource: Aws.REGION, Sid: 'Whole' },
    { Action: 's3:GetObject', Effect: 'Allow', Resource: `x.${Aws.REGION}`, Sid: 'Ends' },
    { Action: 's3:GetObject', Effect: 'Allow', Resource: Fn.split(',', `a,${Aws.REGION}`), Sid: 'List' },
    {
      Action: 'sts:AssumeRole',
      Condition: { ArnLike: { 'aws:SourceArn': arn('*') }, StringEquals: { 'aws:SourceAccount': stack.account } },
      Effect: 'Allow',
      Principal: { Service: `x.${Aws.URL_SUFFIX}` },
      Resource: Lazy.any({ produce: () => arn('lazy') }),
    },
  ];
}

describe.each([
  ['for any environment', anywhere],
  ['in an account and Region', inRegion],
])('renderedPolicy of a stack %s', (_, create) => {
  test('resolves to what aws-cdk-lib makes of the same statements', () => {
    const stack = create();
    const statements = statementsIn(stack);
    expect(stack.resolve(renderedPolicy(stack, statements))).toEqual(stack.resolve(policyOf(statements)));
  });

  test('has the size of the statements, as the checks of policy sizes read it', () => {
    const stack = create();
    const statements = statementsIn(stack).slice(0, 5);
    expect(sizeOf(renderedPolicy(stack, statements))).toEqual(sizeOf(policyOf(statements)));
  });

  test('leaves the statements as they are', () => {
    const stack = create();
    const statements = statementsIn(stack);
    const before = stack.resolve(statements);
    renderedPolicy(stack, statements);
    expect(stack.resolve(statements)).toEqual(before);
  });
});

test('renderedPolicy resolves to a separate object each time', () => {
  const stack = anywhere();
  const policy = renderedPolicy(stack, statementsIn(stack));
  const [first, second] = [stack.resolve(policy), stack.resolve(policy)];
  first.Statement[0].Resource[0]['Fn::Join'][1].push('changed');
  expect(stack.resolve(policy)).toEqual(second);
});
