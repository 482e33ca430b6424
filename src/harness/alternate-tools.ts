import type { Binding } from '../private/iam/binding';
import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import { HARNESS_NAMES } from './property-names';
import type { Tool } from './tool';

const PROP = 'alternateTools';

/**
 * Grants the permissions for tools that callers can pass in an invocation. The tools are validated like the tools of the
 * harness, but not rendered.
 *
 * @internal
 */
export function bindAlternateTools(binding: Binding, tools: Tool[]): void {
  const { errors, permissions } = binding;
  const configs = tools.map((tool, index) => {
    const before = permissions.count;
    const config = tool._bind(binding, { prop: PROP, feature: 'AlternateTool' });
    if (permissions.count === before) {
      const name = tool.toolName;
      const got = name === undefined || isUnknown(name) ? 'a tool' : quote(name);
      errors.add(
        `${PROP}[${index}] must be a tool that needs a permission, got ${got}, which callers can pass without one. Remove it from ${PROP}.`,
      );
    }
    return config;
  });
  errors.checkLimits('Harness', { tools: configs }, { ...HARNESS_NAMES, tools: PROP });
}
