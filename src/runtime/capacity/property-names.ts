import type { PropertyNames } from '../../private/validation/property-names';

/** The names of properties of a capacity provider that differ from the names of the service. */
export const CAPACITY_PROVIDER_NAMES: PropertyNames = {
  allowedInstanceTypes: 'instanceTypes',
  capacityProviderOperatorRoleArn: 'role',
  capacityReservationId: 'reservation',
  capacityReservationResourceGroupArn: 'group',
  capacityReservationSpecification: 'launch.capacityReservation',
  capacityReservationTarget: '',
  ebs: '',
  ebsConfiguration: '',
  ec2Configuration: '',
  '/computeConfiguration/ec2Configuration/rootVolume/freeSpaceGiB': 'freeSpace',
  ephemeralVolumes: 'launch.ephemeralVolumes',
  idleInstanceTimeout: 'idleTimeout',
  instanceProfileArn: 'launch.instanceProfile',
  kmsKeyId: 'encryptionKey',
  launchParameters: '',
  licenseConfigurationArn: '',
  licenseSpecifications: 'launch.licenses',
  '/name': 'capacityProviderName',
  permissionsConfiguration: '',
  propagatedTags: 'launch.tags',
  sshKeyName: 'launch.keyPair',
  volumeInitializationRate: 'initializationRate',
  volumeSize: 'size',
  vpcConfiguration: 'network',
};
