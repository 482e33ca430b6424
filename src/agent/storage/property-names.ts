import type { PropertyNames } from '../../private/validation/property-names';

/** How users name the properties of an S3 Files file system that the service names differently. */
export const FILE_SYSTEM_NAMES: PropertyNames = {
  importDataRules: 'imports',
  kmsKeyId: 'encryptionKey',
  sizeLessThan: 'below',
  synchronizationConfiguration: '',
  '/synchronizationConfiguration/expirationDataRules/0/daysAfterLastAccess': 'expireAfter',
};

/** How users name the properties of an S3 Files access point that the service names differently. */
export const ACCESS_POINT_NAMES: PropertyNames = {
  clientToken: 'accessPoint.clientToken',
  creationPermissions: 'accessPoint.createAcl',
  posixUser: 'accessPoint.posixUser',
  rootDirectory: '',
  '/rootDirectory/path': 'accessPoint.path',
};

/** How users name the properties of an S3 Files mount target that the service names differently. */
export const MOUNT_TARGET_NAMES: PropertyNames = {
  '/subnetId': 'subnets',
};
