/** Imported resources that the agents of one stack share: the image, the function and the tool schema. */
import { Repository } from 'aws-cdk-lib/aws-ecr';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Stack } from 'aws-cdk-lib/core';

export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';
export const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
export const MODEL = 'amazon.nova-pro-v1:0';
export const NAMESPACE = '/facts/{actorId}/';
export const SCHEMA_KEY = 'orders.json';

/** Imported once per stack in the same way by every workload, so the imports do not affect the comparison. */
const IMPORTED = new WeakMap<Stack, ReturnType<typeof importAll>>();

function importAll(stack: Stack) {
  return {
    images: Repository.fromRepositoryName(stack, 'Images', 'agents/support'),
    orders: LambdaFunction.fromFunctionAttributes(stack, 'Orders', {
      functionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:orders`,
      sameEnvironment: true,
    }),
    schemas: Bucket.fromBucketName(stack, 'Schemas', 'tool-schemas'),
  };
}

export function importsOf(stack: Stack) {
  const imported = IMPORTED.get(stack) ?? importAll(stack);
  IMPORTED.set(stack, imported);
  return imported;
}
