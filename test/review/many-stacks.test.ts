/** Apps with the same constructs in several stacks, and statements without actions. */
import { CfnHarnessEndpoint } from 'aws-cdk-lib/aws-bedrockagentcore';
import { ManagedPolicy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Stack } from 'aws-cdk-lib/core';
import { renderMarkdown } from '../../src/review/render/markdown';
import { reviewOf } from '../../src/review/review';
import { ACCOUNT, harnessIn, REGION } from '../support/helpers';
import { assemblies } from './reviewed';

const assemblyOf = assemblies();
const HERE = { env: { account: ACCOUNT, region: REGION } };

describe('Stacks with the same construct IDs in one environment', () => {
  const reviewOfStacks = (stacks: number, endpoints: string[]) =>
    reviewOf(
      assemblyOf((app) => {
        for (let number = 1; number <= stacks; number++) {
          const agent = harnessIn(new Stack(app, `Team${number}`, HERE));
          for (const [index, endpointName] of endpoints.entries()) {
            new CfnHarnessEndpoint(agent, `Endpoint${index}`, {
              harnessId: agent.harnessId,
              endpointName,
              targetVersion: '1',
            });
          }
        }
      }),
    );
  const duplicates = (stacks: number, ...endpoints: string[]) =>
    reviewOfStacks(stacks, endpoints).findings.filter(({ rule }) => rule === 'duplicate-name');

  test('can have endpoints of one name, for each agent', () => {
    expect(duplicates(2, 'live')).toEqual([]);
    expect(duplicates(1, 'live', 'live')).toHaveLength(1);
  });

  test('have a short title', () => {
    expect(reviewOfStacks(6, []).title).toBe('Team1, Team2, Team3, Team4, Team5, Team6');
    expect(reviewOfStacks(8, []).title).toBe('Team1, Team2, Team3, Team4, Team5, and 3 more stacks');
  });
});

test('A statement in Markdown names what it excludes, and a managed policy has no statement', () => {
  const document = renderMarkdown(
    reviewOf(
      assemblyOf((app) => {
        const stack = new Stack(app, 'Test', HERE);
        const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('bedrock-agentcore.amazonaws.com') });
        role.addToPolicy(new PolicyStatement({ notActions: ['iam:*'], resources: ['*'] }));
        role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], notResources: ['arn:aws:s3:::private/*'] }));
        role.addManagedPolicy(ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess'));
        harnessIn(stack, { role });
      }),
    ),
  );
  expect(document).toContain('| all except `iam:*`<br>on `*` |');
  expect(document).toContain('| `s3:GetObject`<br>on all except `arn:aws:s3:::private/*` |');
  expect(document).toMatch(/managed policy ReadOnlyAccess permits.*\| {2}\|\n/);
  expect(document).not.toMatch(/on {2}\|/);
});
