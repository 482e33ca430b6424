/** What the agents of one stack share, and nobody makes: the image, the function and the schema of its tools. */
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`;
export const MODEL = 'amazon.nova-pro-v1:0';
export const NAMESPACE = '/facts/{actorId}/';
export const TOOLS = { bucket: 'tool-schemas', key: 'orders.json' };

/** Imported once a stack: it is not of the comparison. */
function once<T>(make: (stack: Stack) => T): (stack: Stack) => T {
  const made = new WeakMap<Stack, T>();
  return (stack) => {
    const value = made.get(stack) ?? make(stack);
    made.set(stack, value);
    return value;
  };
}

export const repositoryOf = once((stack) => Repository.fromRepositoryName(stack, 'Images', 'agents/support'));
export const functionOf = once((stack) =>
  LambdaFunction.fromFunctionAttributes(stack, 'Orders', { functionArn: FUNCTION_ARN, sameEnvironment: true }),
);
export const toolsOf = once((stack) => Bucket.fromBucketName(stack, 'Tools', TOOLS.bucket));
