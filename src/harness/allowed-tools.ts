import { Annotations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { globPattern } from '../private/glob';
import { nearest } from '../private/nearest';
import { isUnknown } from '../private/validation/unknown';
import type { Tool } from './tool';

const BUILT_IN = ['shell', 'file_operations'];

/**
 * Warns about entries of `allowedTools` that match no tool. Callers can add tools per invocation, so this is not an
 * error.
 *
 * @internal
 */
export function reviewAllowedTools(scope: Construct, allowedTools: string[], tools: Tool[]): void {
  const names = tools.flatMap((tool) => tool.toolName ?? tool._usualNames);
  if (isUnknown(allowedTools) || names.some((name) => isUnknown(name))) {
    return;
  }
  const unmatched = allowedTools.filter((entry) => !isUnknown(entry) && !matchesAny(entry, names));
  if (unmatched.length > 0) {
    const entries = unmatched.map((entry) => {
      const near = nearest(entry, [...BUILT_IN, ...names, ...names.map((name) => `@${name}`), '@builtin']);
      return `"${entry}"${near ? ` (did you mean "${near}"?)` : ''}`;
    });
    Annotations.of(scope).addWarningV2(
      'cdk-agentcore:unknownTool',
      `allowedTools: ${entries.join(', ')} matches no tool of the harness. The model can call such a tool only if the caller adds it. Use the name of a tool, or @ followed by the name of a gateway or MCP server. Set name on tools without a name.`,
    );
  }
}

function matchesAny(entry: string, names: string[]): boolean {
  const [, server, tool] = /^@([^/]*)(?:\/(.*))?$/.exec(entry) ?? [];
  if (server === undefined) {
    return [...BUILT_IN, ...names].some((name) => matches(entry, name));
  }
  const isBuiltIn = matches(server, 'builtin') && (tool === undefined || BUILT_IN.some((name) => matches(tool, name)));
  // The tools of a gateway or an MCP server are not known at synth.
  return isBuiltIn || names.some((name) => matches(server, name));
}

function matches(glob: string, name: string): boolean {
  return globPattern(glob).test(name);
}
