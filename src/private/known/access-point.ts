import { type AccessPointOptions, CfnAccessPoint, type IAccessPoint } from 'aws-cdk-lib/aws-efs';
import { propertyOf, resourceOf } from './resource';

/** Returns the settings of an access point of Amazon EFS: `undefined` for an import. */
export function accessPointOptionsOf(accessPoint: IAccessPoint): AccessPointOptions | undefined {
  const resource = resourceOf(accessPoint, CfnAccessPoint.isCfnAccessPoint);
  if (!resource) {
    return undefined;
  }
  const member = (...path: string[]) => propertyOf(resource, ...path) as never;
  const acl = (name: string) => member('rootDirectory', 'creationInfo', name);
  const user = (name: string) => member('posixUser', name);
  return {
    path: member('rootDirectory', 'path'),
    createAcl: member('rootDirectory', 'creationInfo') && {
      ownerUid: acl('ownerUid'),
      ownerGid: acl('ownerGid'),
      permissions: acl('permissions'),
    },
    posixUser: { uid: user('uid'), gid: user('gid'), secondaryGids: user('secondaryGids') },
    clientToken: member('clientToken'),
  };
}
