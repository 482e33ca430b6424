/** What a deployment of a changed file system or capacity provider does to the one that is there. */
import { Template } from 'aws-cdk-lib/assertions';
import { InstanceType, SecurityGroup, Subnet, SubnetType, Vpc, VpcEndpointIpAddressType } from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Duration, Size, type Stack, Tags } from 'aws-cdk-lib/core';
import {
  CapacityProvider,
  type CapacityProviderProps,
  Filesystem,
  ImportDataRule,
  Network,
  S3Files,
  type S3FilesProps,
} from '../../src';
import { fates } from '../support/fates';
import { harnessIn, REGION, runtimeIn, testStack } from '../support/helpers';
import { plain as rendered } from '../support/rendered';

interface Resource {
  readonly Type: string;
  readonly Properties: Record<string, unknown>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

interface Made {
  readonly Resources: Record<string, Resource>;
}

/** What both versions of an app have at hand. */
interface Parts {
  readonly stack: Stack;
  readonly vpc: Vpc;
  readonly buckets: Bucket[];
  readonly keys: Key[];
  readonly groups: SecurityGroup[];
  readonly roles: Role[];
}

function partsIn(stack: Stack): Parts {
  const vpc = new Vpc(stack, 'Vpc', {
    maxAzs: 3,
    natGateways: 1,
    subnetConfiguration: [
      { name: 'public', subnetType: SubnetType.PUBLIC },
      { name: 'agents', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'data', subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
  });
  return {
    stack,
    vpc,
    buckets: ['Scans', 'Letters'].map((id) => new Bucket(stack, id, { versioned: true })),
    keys: ['FirstKey', 'SecondKey'].map((id) => new Key(stack, id)),
    groups: ['FirstGroup', 'SecondGroup'].map((id) => new SecurityGroup(stack, id, { vpc })),
    roles: ['elasticfilesystem', 'bedrock-agentcore'].map(
      (service) => new Role(stack, `Of-${service}`, { assumedBy: new ServicePrincipal(`${service}.amazonaws.com`) }),
    ),
  };
}

function made(build: (parts: Parts) => void): Made {
  const stack = testStack();
  build(partsIn(stack));
  return Template.fromStack(stack).toJSON() as Made;
}

const ROLE = 'AWS::IAM::Role';

const resourcesOf = ({ Resources }: Made, type: string) => Object.values(Resources).filter(({ Type }) => Type === type);

describe('A file system of a bucket', () => {
  const [FILES, TARGET, POINT] = ['FileSystem', 'MountTarget', 'AccessPoint'].map((name) => `AWS::S3Files::${name}`);

  type Props = (parts: Parts) => Partial<S3FilesProps>;

  const plain: Props = () => ({});
  const subnetsIn =
    (zones: number, subnetGroupName = 'agents'): Props =>
    ({ vpc }) => ({ subnets: { subnetGroupName, availabilityZones: vpc.availabilityZones.slice(0, zones) } });
  const reversed: Props = ({ vpc }) => ({ subnets: { subnets: vpc.privateSubnets.slice(0, 2).reverse() } });

  const filesIn = (parts: Parts, props: Props = plain, id = 'Files') => {
    const { stack, vpc, buckets } = parts;
    return new S3Files(stack, id, { bucket: buckets[0], vpc, ...subnetsIn(2)(parts), ...props(parts) });
  };
  const withFiles = (props: Props, id?: string) => made((parts) => filesIn(parts, props, id));

  /** What becomes of it, of its mount targets and of its access point. */
  const fatesOf = (before: Made, after: Made) => [FILES, TARGET, POINT].map((type) => fates(type, before, after));

  const LETTERS = ImportDataRule.onFileAccess('letters/', Size.mebibytes(1));
  const REST = ImportDataRule.onDirectoryAccess('', Size.kibibytes(64));

  test('that is the same changes nothing', () => {
    expect(fatesOf(withFiles(plain), withFiles(plain))).toEqual([[], [], []]);
  });

  test.each<[change: string, before: Props, after: Props]>([
    ['another expiry', plain, () => ({ expireAfter: Duration.days(3) })],
    ['no expiry any more', () => ({ expireAfter: Duration.days(3) }), plain],
    ['other imports', () => ({ imports: [REST] }), () => ({ imports: [REST, LETTERS] })],
    ['imports in another order', () => ({ imports: [REST, LETTERS] }), () => ({ imports: [LETTERS, REST] })],
  ])('is updated in place with %s, and what belongs to it stays as it is', (_, before, after) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([['updated'], [], []]);
  });

  test('is updated in place with a tag, as is its access point', () => {
    const tagged = made((parts) => Tags.of(filesIn(parts)).add('team', 'claims'));
    expect(fatesOf(withFiles(plain), tagged)).toEqual([['updated'], [], ['updated']]);
  });

  test.each<[change: string, before: Props, after: Props]>([
    ['a first key', plain, ({ keys }) => ({ encryptionKey: keys[0] })],
    ['another key', ({ keys }) => ({ encryptionKey: keys[0] }), ({ keys }) => ({ encryptionKey: keys[1] })],
    ['another prefix', () => ({ prefix: 'incoming/' }), () => ({ prefix: 'outgoing/' })],
    ['another bucket', plain, ({ buckets }) => ({ bucket: buckets[1] })],
    ['another role', plain, ({ roles }) => ({ role: roles[0] })],
    ['a warning that is taken', plain, () => ({ acceptBucketWarning: true })],
  ])('is another one with %s, which has its own mount targets and access point', (_, before, after) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([
      ['replaced'],
      ['replaced', 'replaced'],
      ['replaced'],
    ]);
  });

  test('stays beside the one that replaces it, and neither has a name or an address that only one can have', () => {
    const files = withFiles(() => ({ prefix: 'incoming/' }));
    const [keys, targetKeys, pointKeys] = [FILES, TARGET, POINT].map((type) =>
      Object.keys(resourcesOf(files, type)[0].Properties).sort(),
    );
    expect(resourcesOf(files, FILES)).toMatchObject([{ UpdateReplacePolicy: 'Retain' }]);
    expect(keys).toEqual(['Bucket', 'Prefix', 'RoleArn']);
    expect(targetKeys).toEqual(['FileSystemId', 'IpAddressType', 'SecurityGroups', 'SubnetId']);
    expect(pointKeys).toEqual(['FileSystemId', 'PosixUser']);
  });

  test('keeps the role by which it reaches the bucket when the construct has another id, and not otherwise', () => {
    const incoming = withFiles(() => ({ prefix: 'incoming/' }));
    const outgoing = (id?: string) => withFiles(() => ({ prefix: 'outgoing/' }), id);
    expect(fates(ROLE, incoming, outgoing())).toEqual(['updated']);
    expect(fates(ROLE, incoming, outgoing('Outgoing')).sort()).toEqual(['created', 'destroyed']);
    const own = Object.entries(incoming.Resources).filter(([id, { Type }]) => Type === ROLE && id.startsWith('Files'));
    expect(own).toMatchObject([[expect.any(String), { DeletionPolicy: 'RetainExceptOnCreate' }]]);
    expect(resourcesOf(incoming, FILES)).toMatchObject([{ DeletionPolicy: 'RetainExceptOnCreate' }]);
  });

  test.each<[change: string, before: Props, after: Props, fate: string[]]>([
    ['a further zone makes one', subnetsIn(2), subnetsIn(3), ['created']],
    ['a zone less takes one away', subnetsIn(3), subnetsIn(2), ['destroyed']],
    ['subnets in another order change none', subnetsIn(2), reversed, []],
  ])('keeps its other mount targets: %s', (_, before, after, fate) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([[], fate, []]);
  });

  test('has the same mount targets in other security groups', () => {
    const [first, second] = [0, 1].map((index) => withFiles(({ groups }) => ({ securityGroups: [groups[index]] })));
    expect(fatesOf(first, second)).toEqual([[], ['updated', 'updated'], []]);
  });

  const sortedFates = (before: Made, after: Made) => fatesOf(before, after).map((of) => of.sort());
  const ANOTHER = ['created', 'destroyed'];

  test('is another one with mount targets of other addresses, because a zone takes one of each file system', () => {
    const addresses = withFiles(() => ({ ipAddressType: VpcEndpointIpAddressType.DUALSTACK }));
    expect(sortedFates(withFiles(plain), addresses)).toEqual([ANOTHER, ['replaced', 'replaced'], ['replaced']]);
  });

  test('is another one with mount targets in other subnets of the same zones', () => {
    const data = withFiles(subnetsIn(2, 'data'));
    const targets = ['created', 'created', 'destroyed', 'destroyed'];
    expect(sortedFates(withFiles(plain), data)).toEqual([ANOTHER, targets, ['replaced']]);
    expect(sortedFates(data, withFiles(plain))).toEqual([ANOTHER, targets, ['replaced']]);
  });

  test('is another one with another imported subnet under the same construct ID', () => {
    const imported = (subnetId: string) =>
      withFiles(({ stack }) => ({
        subnets: {
          subnets: [Subnet.fromSubnetAttributes(stack, 'Imported', { subnetId, availabilityZone: `${REGION}a` })],
        },
      }));
    const [first, second] = ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'].map(imported);
    expect(sortedFates(first, second)).toEqual([ANOTHER, ['replaced'], ['replaced']]);
  });

  test('has another access point for another path or user', () => {
    const path = withFiles(() => ({ accessPoint: { path: '/inbox' } }));
    const user = withFiles(() => ({ accessPoint: { posixUser: { uid: '1001', gid: '1001' } } }));
    expect(fatesOf(withFiles(plain), path)).toEqual([[], [], ['replaced']]);
    expect(fatesOf(withFiles(plain), user)).toEqual([[], [], ['replaced']]);
  });

  test.each([
    ['after', ['Files', 'Others']],
    ['before', ['Others', 'Files']],
  ])('is not touched by a second one that is made %s it', (_, ids) => {
    const before = withFiles(plain);
    const after = made((parts) => {
      for (const id of ids) {
        filesIn(parts, plain, id);
      }
    });
    expect(fatesOf(before, after)).toEqual([['created'], ['created', 'created'], ['created']]);
    expect(after.Resources).toMatchObject(before.Resources);
  });

  test('that an agent mounts instead of another one updates the agent', () => {
    const mounting = (mounted: string) =>
      made((parts) => {
        const [files, others] = ['Files', 'Others'].map((id) => filesIn(parts, plain, id));
        harnessIn(parts.stack, {
          network: Network.vpc(parts.vpc),
          filesystems: [Filesystem.s3Files(mounted === 'Files' ? files : others, '/mnt/scans')],
        });
      });
    expect(fates('AWS::BedrockAgentCore::Harness', mounting('Files'), mounting('Others'))).toEqual(['updated']);
  });
});

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

  test('that is the same changes nothing', () => {
    const [before, after] = [withCapacity(plain), withCapacity(plain)];
    expect(fates(CAPACITY, before, after)).toEqual([]);
    expect(nameOf(after)).toBe(nameOf(before));
  });

  test('is updated in place with a description or a tag, and keeps its name', () => {
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

  test.each(OTHERS)('is another one with %s, and has another name while both are there', (_, props) => {
    const [before, after] = [withCapacity(plain), withCapacity(props)];
    expect(fates(CAPACITY, before, after)).toEqual(['replaced']);
    expect(nameOf(after)).not.toBe(nameOf(before));
  });

  test.each(OTHERS)('with a name of the user is another one with %s, and has the same name', (_, props) => {
    const [before, after] = [withCapacity(named(plain)), withCapacity(named(props))];
    expect(fates(CAPACITY, before, after)).toEqual(['replaced']);
    expect([before, after].map(nameOf)).toEqual(['plants', 'plants']);
  });

  test('is another one with another name', () => {
    const other = withCapacity(() => ({ capacityProviderName: 'trees' }));
    expect(fates(CAPACITY, withCapacity(named(plain)), other)).toEqual(['replaced']);
  });

  test('stays with its volumes when another one takes its place, and goes without any', () => {
    const policies = [() => ({ volumes: [SCRATCH] }), plain].map((props) => {
      return resourcesOf(withCapacity(props), CAPACITY)[0].UpdateReplacePolicy;
    });
    expect(policies).toEqual(['Retain', undefined]);
  });

  describe('that becomes what it was', () => {
    const sized =
      (gibibytes: number, more: Props = plain): Props =>
      (parts) => ({ volumes: [{ ...SCRATCH, size: Size.gibibytes(gibibytes) }], ...more(parts) });
    const operator = (app: Made) =>
      Object.entries(app.Resources).find(([id, { Type }]) => Type === ROLE && id.startsWith('Capacity'));

    test('has the ID of a new role in its name, because the one that was retained keeps its name', () => {
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
  ])('is not touched by a second one that is made %s it', (_, ids) => {
    const before = withCapacity(plain);
    const after = made((parts) => {
      for (const id of ids) {
        capacityIn(parts, plain, id);
      }
    });
    expect(fates(CAPACITY, before, after)).toEqual(['created']);
    expect(after.Resources).toMatchObject(before.Resources);
  });

  test('updates the runtime that moves to another one', () => {
    const running = (on: string) =>
      made((parts) => {
        const [capacity, spare] = ['Capacity', 'Spare'].map((id) => capacityIn(parts, plain, id));
        runtimeIn(parts.stack, { capacityProvider: on === 'Capacity' ? capacity : spare });
      });
    expect(fates(RUNTIME, running('Capacity'), running('Spare'))).toEqual(['updated']);
  });

  test('replaces no runtime that runs on it when it is another one', () => {
    const running = (props: Props) =>
      made((parts) => runtimeIn(parts.stack, { capacityProvider: capacityIn(parts, props) }));
    const after = running(() => ({ freeSpace: Size.gibibytes(40) }));
    expect(fates(CAPACITY, running(plain), after)).toEqual(['replaced']);
    expect(fates(RUNTIME, running(plain), after)).toEqual([]);
  });
});
