import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';

export function checkConnectorId(errors: ValidationErrors, connectorId: string): void {
  if (!isUnknown(connectorId) && /\s/.test(connectorId)) {
    errors.add(
      `source.connectorId must not contain white space, got ${quote(connectorId)}. Use an ID such as "web-search".`,
    );
  }
}
