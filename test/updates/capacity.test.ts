import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Duration, Size, Tags } from 'aws-cdk-lib/core';
import { CapacityProvider, type CapacityProviderProps, Network } from '../../src';
import { fates } from '../support/fates';
import { runtimeIn } from '../support/helpers';
import { plain as rendered } from '../support/rendered';
import { type Made, made, type Parts, ROLE, resourcesOf } from './storage-fixtures';

describe('A capacity provider', () => {
  const CAPACITY = 'AWS::BedrockAgentCore::CapacityProvider';
  const RUNTIME = 'AWS::BedrockAgentCore::Runtime';
  const SCRATCH = { name: 'scratch', size: Size.gibibytes(20) };

  type Props = (parts: Parts) => Partial<CapacityProviderProps>;

  const plain: Props = () => ({});
  const named =
    (props: Props): Props =>
    (parts) => ({ capacityProviderName: 'plants', ...props(parts) });

  const capacityIn = (parts: Parts, props: Props = plain, id = 'Capacity') =>
    new CapacityProvider(parts.stack, id, {
      instanceTypes: [new InstanceType('c8g.large')],
      network: Network.vpc(parts.vpc),
      ...props(parts),
    });
  const withCapacity = (props: Props) => made((parts) => capacityIn(parts, props));
  const nameOf = (app: Made) => String(rendered(resourcesOf(app, CAPACITY)[0].Properties.Name));

  test('without changes is not updated', () => {
    const [before, after] = [withCapacity(plain), withCapacity(plain)];
    expect(fates(CAPACITY, before, after)).toEqual([]);
    expect(nameOf(after)).toBe(nameOf(before));
  });

  test('is updated in place with a description or a tag, under the same name', () => {
    const before = withCapacity(plain);
    const described = withCapacity(() => ({ description: 'Where plants are simulated.' }));
    const tagged = made((parts) => Tags.of(capacityIn(parts)).add('team', 'plants'));
    expect([described, tagged].map((after) => fates(CAPACITY, before, after))).toEqual([['updated'], ['updated']]);
    expect([described, tagged].map(nameOf)).toEqual([nameOf(before), nameOf(before)]);
  });

  const OTHERS: Array<[change: string, after: Props]> = [
    ['other instance types', () => ({ instanceTypes: [new InstanceType('c8g.xlarge')] })],
    ['another architecture', () => ({ instanceTypes: [new InstanceType('c7i.large')] })],
    ['other subnets', ({ vpc }) => ({ network: Network.vpc(vpc, { subnets: { subnetGroupName: 'data' } }) })],
    ['other security groups', ({ vpc, groups }) => ({ network: Network.vpc(vpc, { securityGroups: groups }) })],
    ['a volume', () => ({ volumes: [SCRATCH] })],
    ['a key of the root volume', ({ keys }) => ({ rootVolume: { encryptionKey: keys[0] } })],
    ['more free space', () => ({ freeSpace: Size.gibibytes(40) })],
    ['another lifecycle', () => ({ lifecycle: { maxLifetime: Duration.days(7) } })],
    ['another launch', () => ({ launch: { detailedMonitoring: true } })],
    ['another role', ({ roles }) => ({ role: roles[1] })],
  ];

  test.each(OTHERS)('is replaced with %s, under another name because both exist during the update', (_, props) => {
    const [before, after] = [withCapacity(plain), withCapacity(props)];
    expect(fates(CAPACITY, before, after)).toEqual(['replaced']);
    expect(nameOf(after)).not.toBe(nameOf(before));
  });

  test.each(OTHERS)('with a user-defined name is replaced with %s, under the same name', (_, props) => {
    const [before, after] = [withCapacity(named(plain)), withCapacity(named(props))];
    expect(fates(CAPACITY, before, after)).toEqual(['replaced']);
    expect([before, after].map(nameOf)).toEqual(['plants', 'plants']);
  });

  test('is replaced with another name', () => {
    const other = withCapacity(() => ({ capacityProviderName: 'trees' }));
    expect(fates(CAPACITY, withCapacity(named(plain)), other)).toEqual(['replaced']);
  });

  test('is retained on replacement if it has volumes, and deleted if it has none', () => {
    const policies = [() => ({ volumes: [SCRATCH] }), plain].map((props) => {
      return resourcesOf(withCapacity(props), CAPACITY)[0].UpdateReplacePolicy;
    });
    expect(policies).toEqual(['Retain', undefined]);
  });

  describe('that returns to its earlier configuration', () => {
    const sized =
      (gibibytes: number, more: Props = plain): Props =>
      (parts) => ({ volumes: [{ ...SCRATCH, size: Size.gibibytes(gibibytes) }], ...more(parts) });
    const operator = (app: Made) =>
      Object.entries(app.Resources).find(([id, { Type }]) => Type === ROLE && id.startsWith('Capacity'));

    test('has the ID of a new role in its name, because the name of the retained one is in use', () => {
      const [first, second, again] = [20, 40, 20].map((size) => withCapacity(sized(size)));
      expect([fates(ROLE, first, second), fates(ROLE, second, again)]).toEqual([['replaced'], ['replaced']]);
      const [id, role] = operator(again) ?? [];
      expect(nameOf(again)).toMatch(new RegExp(`_\\$\\{${id}\\.RoleId\\}$`));
      expect(role).toMatchObject({ UpdateReplacePolicy: 'Retain', Properties: { Path: expect.any(String) } });
    });

    test('has its earlier name with a given role', () => {
      const given: Props = ({ roles: [, role] }) => ({ role });
      const [first, second, again] = [20, 40, 20].map((size) => nameOf(withCapacity(sized(size, given))));
      expect(second).not.toBe(first);
      expect(again).toBe(first);
    });

    test('has its earlier name without volumes, because the one that was replaced is deleted', () => {
      const [first, again] = [plain, plain].map(withCapacity);
      expect(nameOf(again)).toBe(nameOf(first));
      expect(operator(first)?.[1].Properties).not.toHaveProperty('Path');
    });
  });

  test.each([
    ['after', ['Capacity', 'Spare']],
    ['before', ['Spare', 'Capacity']],
  ])('does not change if a second capacity provider is created %s it', (_, ids) => {
    const before = withCapacity(plain);
    const after = made((parts) => {
      for (const id of ids) {
        capacityIn(parts, plain, id);
      }
    });
    expect(fates(CAPACITY, before, after)).toEqual(['created']);
    expect(after.Resources).toMatchObject(before.Resources);
  });

  test('updates a runtime that moves to another capacity provider', () => {
    const running = (on: string) =>
      made((parts) => {
        const [capacity, spare] = ['Capacity', 'Spare'].map((id) => capacityIn(parts, plain, id));
        runtimeIn(parts.stack, { capacityProvider: on === 'Capacity' ? capacity : spare });
      });
    expect(fates(RUNTIME, running('Capacity'), running('Spare'))).toEqual(['updated']);
  });

  test('does not replace its runtimes when it is replaced', () => {
    const running = (props: Props) =>
      made((parts) => runtimeIn(parts.stack, { capacityProvider: capacityIn(parts, props) }));
    const after = running(() => ({ freeSpace: Size.gibibytes(40) }));
    expect(fates(CAPACITY, running(plain), after)).toEqual(['replaced']);
    expect(fates(RUNTIME, running(plain), after)).toEqual([]);
  });
});
