import { quote } from '../../private/validation/limit';
import { isAbsent } from '../intrinsics';
import type { References } from '../references';
import type { Report } from './report';

const ENDPOINTS: ReadonlyArray<readonly [type: string, name: string, version: string]> = [
  ['AWS::BedrockAgentCore::HarnessEndpoint', 'EndpointName', 'TargetVersion'],
  ['AWS::BedrockAgentCore::RuntimeEndpoint', 'Name', 'AgentRuntimeVersion'],
];

/** Checks the names and the versions of the endpoints of agents. */
export function checkEndpoints(references: References, report: Report): void {
  for (const [type, name, version] of ENDPOINTS) {
    for (const resource of references.ofType(type)) {
      const { [name]: given, [version]: served } = resource.properties;
      if (given === 'DEFAULT') {
        report.add(resource, {
          rule: 'reserved-endpoint-name',
          severity: 'error',
          property: name,
          problem: `must not be ${quote(given)}, because AgentCore creates the endpoint of this name with each agent`,
          fix: 'Use another name',
        });
      }
      if (isAbsent(served)) {
        report.add(resource, {
          rule: 'endpoint-without-version',
          severity: 'warning',
          property: version,
          problem: 'is not set. The endpoint remains on the version that the agent has when the endpoint is created',
          fix: `Set ${version} to the version attribute of the agent, so that the endpoint follows each deployment`,
        });
      }
    }
  }
}
