import type { PropertyNames } from '../../private/validation/property-names';

/** The names of properties of an S3 Files file system that differ from the names of the service. */
export const FILE_SYSTEM_NAMES: PropertyNames = {
  importDataRules: 'imports',
  kmsKeyId: 'encryptionKey',
  sizeLessThan: 'below',
  synchronizationConfiguration: '',
  '/synchronizationConfiguration/expirationDataRules/0/daysAfterLastAccess': 'expireAfter',
};

/** The names of properties of an S3 Files access point that differ from the names of the service. */
export const ACCESS_POINT_NAMES: PropertyNames = {
  clientToken: 'accessPoint.clientToken',
  creationPermissions: 'accessPoint.createAcl',
  posixUser: 'accessPoint.posixUser',
  rootDirectory: '',
  '/rootDirectory/path': 'accessPoint.path',
};

/** The names of properties of an S3 Files mount target that differ from the names of the service. */
export const MOUNT_TARGET_NAMES: PropertyNames = {
  '/subnetId': 'subnets',
};
