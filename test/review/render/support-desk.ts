import type { Review } from '../../../src/review/model';
import { DESK, GATEWAY_ROLE } from './desk';

/** A possible review of a pull request for the example `support-desk`. Written by hand. */
export const SUPPORT_DESK: Review = {
  version: 1,
  title: 'SupportDesk',
  stacks: [{ name: 'SupportDesk', path: 'SupportDesk', region: 'us-east-1' }],
  highlights: [
    { title: 'Tokens only', text: 'Users of one Cognito user pool can invoke the agent. No IAM principal can.' },
    { title: '10 of 11 statements', text: 'are explained by a feature. One was added by hand.' },
    { title: 'Private subnets', text: 'Sessions reach the internet through a NAT gateway.' },
    { title: '2 data stores', text: 'are retained when the stack is deleted: Customers, Cases.' },
  ],
  changes: [
    {
      kind: 'tool',
      tag: 'new tool',
      severity: 'info',
      status: 'added',
      path: 'SupportDesk/Refunds',
      words:
        'The gateway Shop offers request_refund, which the Lambda function refund implements. The hook approve runs before each call.',
    },
    {
      kind: 'permission',
      tag: 'new permission',
      severity: 'warning',
      status: 'added',
      path: GATEWAY_ROLE,
      words: 'The role of the gateway Shop can invoke the function refund. The role of the agent has not changed.',
    },
    {
      kind: 'prompt',
      tag: 'prompt',
      severity: 'info',
      status: 'changed',
      path: 'SupportDesk/Desk',
      words: 'The system prompt of Desk has changed.',
      text: [
        {
          kind: 'same',
          text: 'You are the support desk of a shop. You answer customers in their own language.\n\n- Look up an order before you say anything about it. Never guess its state.\n- ',
        },
        { kind: 'removed', text: 'Never promise a refund.' },
        { kind: 'added', text: 'Offer a refund of at most 100 EUR if goods arrive broken or late.' },
        { kind: 'same', text: ' Ask the customer for the amount.' },
      ],
    },
    {
      kind: 'version',
      tag: 'version',
      severity: 'info',
      status: 'changed',
      path: 'SupportDesk/Desk',
      words: 'The endpoint prod remains on version 1. The endpoints staging and DEFAULT will serve the new version.',
    },
  ],
  agents: [DESK],
  others: [],
  findings: [
    {
      rule: 'endpoint-version-gateway',
      severity: 'warning',
      path: 'SupportDesk/Desk/Endpoint-prod',
      stack: 'SupportDesk',
      logicalId: 'DeskEndpointprod1234',
      property: 'TargetVersion',
      message:
        'The endpoint prod is pinned to version 1, but the tools of its gateway are not. A changed target changes what version 1 can do.',
      fix: 'Use a separate gateway for each version, or remove the version.',
    },
    {
      rule: 'log-retention',
      severity: 'info',
      path: 'SupportDesk/Desk',
      stack: 'SupportDesk',
      logicalId: 'Desk1234',
      message: 'The logs of sessions never expire.',
      fix: 'Create the log group with a retention.',
      acknowledgement: 'The security team archives all logs.',
    },
  ],
  costs: [
    {
      item: 'NAT gateway',
      path: 'SupportDesk/Vpc',
      amount: '2, one for each Availability Zone',
      pricing: 'Amazon VPC pricing',
    },
    {
      item: 'Idle sessions',
      path: 'SupportDesk/Desk',
      amount: 'memory for 15 minutes after the last request of each session',
      pricing: 'Amazon Bedrock AgentCore pricing',
    },
  ],
};
