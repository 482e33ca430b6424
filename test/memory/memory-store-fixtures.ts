import { Stream } from 'aws-cdk-lib/aws-kinesis';
import type { Stack } from 'aws-cdk-lib/core';
import { MemoryStore, type MemoryStoreProps, Model } from '../../src';
import { ACCOUNT } from '../support/helpers';

export const LITE = Model.bedrock('amazon.nova-lite-v1:0');
export const step = { model: LITE, instructions: 'Merge.' };
export const storeIn = (stack: Stack, props: MemoryStoreProps = {}) => new MemoryStore(stack, 'Agent', props);
export const streamOf = (stack: Stack, region: string, account = ACCOUNT) =>
  Stream.fromStreamArn(stack, 'Stream', `arn:aws:kinesis:${region}:${account}:stream/records`);
