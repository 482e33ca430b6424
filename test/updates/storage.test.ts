import { Subnet, VpcEndpointIpAddressType } from 'aws-cdk-lib/aws-ec2';
import { Duration, Size, Tags } from 'aws-cdk-lib/core';
import { Filesystem, ImportDataRule, Network, S3Files, type S3FilesProps } from '../../src';
import { fates } from '../support/fates';
import { harnessIn, REGION } from '../support/helpers';
import { type Made, made, type Parts, ROLE, resourcesOf } from './storage-fixtures';

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

  /** The effect on the file system, its mount targets and its access point. */
  const fatesOf = (before: Made, after: Made) => [FILES, TARGET, POINT].map((type) => fates(type, before, after));

  const LETTERS = ImportDataRule.onFileAccess('letters/', Size.mebibytes(1));
  const REST = ImportDataRule.onDirectoryAccess('', Size.kibibytes(64));

  test('without changes is not updated', () => {
    expect(fatesOf(withFiles(plain), withFiles(plain))).toEqual([[], [], []]);
  });

  test.each<[change: string, before: Props, after: Props]>([
    ['another expiry', plain, () => ({ expireAfter: Duration.days(3) })],
    ['no expiry', () => ({ expireAfter: Duration.days(3) }), plain],
    ['other imports', () => ({ imports: [REST] }), () => ({ imports: [REST, LETTERS] })],
    ['imports in another order', () => ({ imports: [REST, LETTERS] }), () => ({ imports: [LETTERS, REST] })],
  ])('is updated in place with %s, without changes to its mount targets and access point', (_, before, after) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([['updated'], [], []]);
  });

  test('is updated in place with a tag, together with its access point', () => {
    const tagged = made((parts) => Tags.of(filesIn(parts)).add('team', 'claims'));
    expect(fatesOf(withFiles(plain), tagged)).toEqual([['updated'], [], ['updated']]);
  });

  test.each<[change: string, before: Props, after: Props]>([
    ['a first key', plain, ({ keys }) => ({ encryptionKey: keys[0] })],
    ['another key', ({ keys }) => ({ encryptionKey: keys[0] }), ({ keys }) => ({ encryptionKey: keys[1] })],
    ['another prefix', () => ({ prefix: 'incoming/' }), () => ({ prefix: 'outgoing/' })],
    ['another bucket', plain, ({ buckets }) => ({ bucket: buckets[1] })],
    ['another role', plain, ({ roles }) => ({ role: roles[0] })],
    ['an accepted bucket warning', plain, () => ({ acceptBucketWarning: true })],
  ])('is replaced with %s, together with its mount targets and access point', (_, before, after) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([
      ['replaced'],
      ['replaced', 'replaced'],
      ['replaced'],
    ]);
  });

  test('is retained on replacement, without a name or an address that must be unique', () => {
    const files = withFiles(() => ({ prefix: 'incoming/' }));
    const [keys, targetKeys, pointKeys] = [FILES, TARGET, POINT].map((type) =>
      Object.keys(resourcesOf(files, type)[0].Properties).sort(),
    );
    expect(resourcesOf(files, FILES)).toMatchObject([{ UpdateReplacePolicy: 'Retain' }]);
    expect(keys).toEqual(['Bucket', 'Prefix', 'RoleArn']);
    expect(targetKeys).toEqual(['FileSystemId', 'IpAddressType', 'SecurityGroups', 'SubnetId']);
    expect(pointKeys).toEqual(['FileSystemId', 'PosixUser']);
  });

  test('retains the role for the bucket if the construct ID changes, and only then', () => {
    const incoming = withFiles(() => ({ prefix: 'incoming/' }));
    const outgoing = (id?: string) => withFiles(() => ({ prefix: 'outgoing/' }), id);
    expect(fates(ROLE, incoming, outgoing())).toEqual(['updated']);
    expect(fates(ROLE, incoming, outgoing('Outgoing')).sort()).toEqual(['created', 'destroyed']);
    const own = Object.entries(incoming.Resources).filter(([id, { Type }]) => Type === ROLE && id.startsWith('Files'));
    expect(own).toMatchObject([[expect.any(String), { DeletionPolicy: 'RetainExceptOnCreate' }]]);
    expect(resourcesOf(incoming, FILES)).toMatchObject([{ DeletionPolicy: 'RetainExceptOnCreate' }]);
  });

  test.each<[change: string, before: Props, after: Props, fate: string[]]>([
    ['an additional zone adds one', subnetsIn(2), subnetsIn(3), ['created']],
    ['a removed zone deletes one', subnetsIn(3), subnetsIn(2), ['destroyed']],
    ['reordered subnets do not change them', subnetsIn(2), reversed, []],
  ])('retains its other mount targets: %s', (_, before, after, fate) => {
    expect(fatesOf(withFiles(before), withFiles(after))).toEqual([[], fate, []]);
  });

  test('updates its mount targets in place with other security groups', () => {
    const [first, second] = [0, 1].map((index) => withFiles(({ groups }) => ({ securityGroups: [groups[index]] })));
    expect(fatesOf(first, second)).toEqual([[], ['updated', 'updated'], []]);
  });

  const sortedFates = (before: Made, after: Made) => fatesOf(before, after).map((of) => of.sort());
  const ANOTHER = ['created', 'destroyed'];

  test('is replaced with other mount target addresses, because a zone allows one mount target per file system', () => {
    const addresses = withFiles(() => ({ ipAddressType: VpcEndpointIpAddressType.DUALSTACK }));
    expect(sortedFates(withFiles(plain), addresses)).toEqual([ANOTHER, ['replaced', 'replaced'], ['replaced']]);
  });

  test('is replaced with other subnets in the same zones', () => {
    const data = withFiles(subnetsIn(2, 'data'));
    const targets = ['created', 'created', 'destroyed', 'destroyed'];
    expect(sortedFates(withFiles(plain), data)).toEqual([ANOTHER, targets, ['replaced']]);
    expect(sortedFates(data, withFiles(plain))).toEqual([ANOTHER, targets, ['replaced']]);
  });

  test('is replaced with another imported subnet under the same construct ID', () => {
    const imported = (subnetId: string) =>
      withFiles(({ stack }) => ({
        subnets: {
          subnets: [Subnet.fromSubnetAttributes(stack, 'Imported', { subnetId, availabilityZone: `${REGION}a` })],
        },
      }));
    const [first, second] = ['subnet-0aaaaaaaaaaaaaaaa', 'subnet-0bbbbbbbbbbbbbbbb'].map(imported);
    expect(sortedFates(first, second)).toEqual([ANOTHER, ['replaced'], ['replaced']]);
  });

  test('replaces its access point with another path or user', () => {
    const path = withFiles(() => ({ accessPoint: { path: '/inbox' } }));
    const user = withFiles(() => ({ accessPoint: { posixUser: { uid: '1001', gid: '1001' } } }));
    expect(fatesOf(withFiles(plain), path)).toEqual([[], [], ['replaced']]);
    expect(fatesOf(withFiles(plain), user)).toEqual([[], [], ['replaced']]);
  });

  test.each([
    ['after', ['Files', 'Others']],
    ['before', ['Others', 'Files']],
  ])('does not change if a second file system is created %s it', (_, ids) => {
    const before = withFiles(plain);
    const after = made((parts) => {
      for (const id of ids) {
        filesIn(parts, plain, id);
      }
    });
    expect(fatesOf(before, after)).toEqual([['created'], ['created', 'created'], ['created']]);
    expect(after.Resources).toMatchObject(before.Resources);
  });

  test('updates an agent that mounts it instead of another file system', () => {
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
