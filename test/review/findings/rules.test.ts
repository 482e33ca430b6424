import type { CfnGateway } from 'aws-cdk-lib/aws-bedrockagentcore';
import { App, Stack, Validations } from 'aws-cdk-lib/core';
import { readAssembly } from '../../../src/review/assembly';
import { findingsOf } from '../../../src/review/findings/findings';
import type { Finding } from '../../../src/review/model';
import { ACCOUNT, REGION } from '../../support/helpers';
import { temporaryDirectories } from '../../support/temporary';
import { type Fill, gateway, runtime } from './rule-parts';
import { ROWS } from './rule-rows';

const directory = temporaryDirectories();

function review(fill: Fill): Finding[] {
  const app = new App({ outdir: directory(), analyticsReporting: false });
  fill(new Stack(app, 'Test', { env: { account: ACCOUNT, region: REGION } }));
  return findingsOf(readAssembly(app.synth().directory));
}

function messagesOf(rule: string, fill: Fill): string[] {
  return review(fill).flatMap((finding) => (finding.rule === rule ? [finding.message] : []));
}

describe('The rule', () => {
  test.each(ROWS)('$rule finds that $when', ({ rule, wrong, message }) => {
    const messages = messagesOf(rule, wrong);
    expect(messages).toEqual([typeof message === 'string' ? message : expect.stringMatching(message)]);
  });

  test.each(ROWS)('$rule does not find that $when in a corrected twin', ({ rule, right }) => {
    expect(messagesOf(rule, right)).toEqual([]);
  });

  test.each(ROWS)('$rule gives a fix when $when', ({ rule, wrong }) => {
    const fixes = review(wrong).flatMap((finding) => (finding.rule === rule ? [finding.fix] : []));
    expect(fixes).toEqual([expect.stringMatching(/^[A-Z].{10,}\.$/)]);
  });
});

describe('An acknowledgement', () => {
  const ack = { id: 'cdk-agentcore::gateway-without-authorization', reason: 'An interceptor checks callers.' };

  test.each<[what: string, of: (stack: Stack, resource: CfnGateway) => Stack | CfnGateway]>([
    ['of the construct', (_, resource) => resource],
    ['of the stack', (stack) => stack],
  ])('%s is the reason of the finding', (_, of) => {
    const found = review((stack) => {
      const resource = gateway(stack, { authorizerType: 'NONE' });
      Validations.of(of(stack, resource)).acknowledge(ack);
    });
    expect(found.find(({ rule }) => rule === 'gateway-without-authorization')?.acknowledgement).toBe(ack.reason);
  });

  test('of another construct does not count', () => {
    const found = review((stack) => {
      gateway(stack, { authorizerType: 'NONE' });
      Validations.of(runtime(stack, 'Agent')).acknowledge(ack);
    });
    expect(found.filter(({ acknowledgement }) => acknowledgement !== undefined)).toEqual([]);
  });
});
