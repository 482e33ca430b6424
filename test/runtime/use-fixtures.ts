import type { Stack } from 'aws-cdk-lib/core';
import { OAuthClient } from '../../src';
import * as references from '../support/fixtures/limits/references';

export const AGENTCORE = 'arn:aws:bedrock-agentcore:us-east-1:111122223333';
export const clientIn = (stack: Stack) => OAuthClient.fromOauthClientArn(stack, 'Client', references.OAUTH_CLIENT_ARN);
