import type { ValidationErrors } from '../../private/validation/validation-errors';

/** Checks the path of an endpoint. The CloudFormation schema validates the host and the port only. */
export function checkEndpointPath(errors: ValidationErrors, endpoint: string): void {
  if (/^https:\/\/[^\s/]+\//.test(endpoint)) {
    errors.checkUrl('source.endpoint', endpoint);
  }
}
