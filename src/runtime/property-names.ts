import type { PropertyNames } from '../private/validation/property-names';

/** The names of properties of a runtime that differ from the names of the service. */
export const RUNTIME_NAMES: PropertyNames = {
  agentRuntimeArtifact: 'artifact',
  allowedWorkloadConfiguration: 'workloads',
  arn: '',
  hostingEnvironments: 'gateways',
  prefix: 'key',
  requestHeaderAllowlist: 'requestHeaders',
  versionId: 'objectVersion',
};
