import type { PropertyNames } from '../private/validation/property-names';

/** How users name the properties of a runtime that the service names differently. */
export const RUNTIME_NAMES: PropertyNames = {
  agentRuntimeArtifact: 'artifact',
  allowedWorkloadConfiguration: 'workloads',
  arn: '',
  hostingEnvironments: 'gateways',
  prefix: 'key',
  requestHeaderAllowlist: 'requestHeaders',
  versionId: 'objectVersion',
};
