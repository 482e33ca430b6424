import type { AgentProps } from '../agent/agent';
import type { ContainerImage } from '../agent/container-image';
import type { HarnessLimits } from '../agent/harness-limits';
import type { Model } from '../agent/model';
import type { HarnessMemory } from './harness-memory';
import type { Hook } from './hook';
import type { Skill } from './skill';
import type { Tool } from './tool';
import type { Truncation } from './truncation';

/** Properties of `Harness`. */
export interface HarnessProps extends AgentProps {
  /**
   * The model that the agent loop calls. Callers can override it in an invocation with a model in `alternateModels`.
   */
  readonly model: Model;

  /**
   * Additional models that callers may switch to, per invocation or in the middle of a session.
   *
   * The execution role is allowed to invoke the models, and to get their API keys. The models do not appear in the
   * configuration of the harness.
   *
   * @default - callers can use only `model`
   */
  readonly alternateModels?: Model[];

  /**
   * The system prompt. Must be at least 1 character long. Callers can override it in an invocation.
   *
   * @default - no system prompt
   */
  readonly systemPrompt?: string;

  /**
   * The tools that the model can call, in addition to the built-in shell and file operations. Each tool must have a
   * unique name.
   *
   * @default - built-in tools only
   */
  readonly tools?: Tool[];

  /**
   * Additional tools that callers may pass in an invocation instead of `tools`: gateways, browsers, code interpreters,
   * and MCP servers with an `ApiKey` in a header.
   *
   * The execution role is allowed to use the tools, so every caller of the harness can use them. The tools do not appear
   * in the configuration of the harness. Tools that need no permission are rejected, because callers can pass them
   * without being listed.
   *
   * @default - callers can use only the resources of `tools`, and tools that need no permission
   */
  readonly alternateTools?: Tool[];

  /**
   * The tools that the model is allowed to call: tool names, glob patterns (`file_*`, `@server/read_*`), `@builtin`,
   * `@builtin/shell`, `@server`, `@server/tool`, or `*`.
   *
   * The built-in tools are `shell` and `file_operations`. A browser, code interpreter or inline function is listed by
   * its name. `@server` allows all tools of the MCP server or gateway with this name in `tools`, and `@server/tool`
   * one of them. Put `@server/` before a pattern that must match the tools of a server: AWS does not document whether
   * other patterns match them. Each entry must be 1 to 64 characters long. An empty list allows no tools. The list
   * restricts the model, not callers: a principal with `grants.invokeCommand` can still run commands in a session.
   *
   * @default - `['*']`, which allows all tools
   */
  readonly allowedTools?: string[];

  /**
   * The skills that the model can load: directories with instructions in a file `SKILL.md`.
   *
   * @default - no skills
   */
  readonly skills?: Skill[];

  /**
   * The memory of the harness: a managed memory, your `MemoryStore`, or no memory.
   *
   * @default HarnessMemory.managed()
   */
  readonly memory?: HarnessMemory;

  /**
   * The strategy that shortens a conversation that exceeds the context window of the model.
   *
   * @default Truncation.slidingWindow()
   */
  readonly truncation?: Truncation;

  /**
   * The lifecycle hooks that AgentCore invokes during the agent loop. Maximum 20, each with a unique name.
   *
   * @default - no hooks
   */
  readonly hooks?: Hook[];

  /**
   * The limits of one invocation: agent loop iterations, tokens and duration.
   *
   * @default - 75 iterations, no token limit, 1 hour
   */
  readonly limits?: HarnessLimits;

  /**
   * The container image that sessions run in. Must be built for `linux/arm64`, and be at most 2 GB in size. AgentCore
   * does not run the entry point or the command of the image.
   *
   * @default - the managed image of AgentCore
   */
  readonly image?: ContainerImage;

  /**
   * The name of the harness: a letter followed by up to 39 letters, digits or underscores. Changing the name replaces
   * the harness and its managed memory.
   *
   * @default - a unique name generated from the construct path
   */
  readonly harnessName?: string;

  /**
   * Whether the execution role may assume other roles.
   *
   * Callers can override the parameters of the model, and one of the parameters names a role to assume. If this
   * property is `true`, every caller of the harness can use every role that trusts the execution role. Otherwise, the
   * execution role is explicitly denied `sts:AssumeRole`.
   *
   * @default false
   */
  readonly allowAssumeRole?: boolean;
}
