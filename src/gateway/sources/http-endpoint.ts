import type { ValidationErrors } from '../../private/validation/validation-errors';

/** The schema checks the host and the port, and lets anything through behind them. */
export function checkEndpointPath(errors: ValidationErrors, endpoint: string): void {
  if (/^https:\/\/[^\s/]+\//.test(endpoint)) {
    errors.checkUrl('source.endpoint', endpoint);
  }
}
