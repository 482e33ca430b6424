import { ArnFormat } from 'aws-cdk-lib/core';
import { agentCoreActions } from '../../private/iam/access';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkNames, checkUnique } from '../documents/tool-names';
import type { TargetBinding } from '../target-binding';
import { checkConnectorId } from './connector-id';
import type { BoundTarget, Source, TargetKind } from './source';

/** Overrides for one input parameter of a connector tool. */
export interface ConnectorParameter {
  /**
   * The path of the parameter in the input of the tool. Must be unique within the tool.
   */
  readonly path: string;

  /**
   * The description of the parameter for the model.
   *
   * @default - the description of the connector
   */
  readonly description?: string;

  /**
   * Whether the parameter is visible to the model, which then supplies its value.
   *
   * @default - the visibility that the connector defines
   */
  readonly visible?: boolean;
}

/** Overrides for one tool of a connector. */
export interface ConnectorTool {
  /**
   * The name of the tool: a letter, followed by letters, digits, underscores or hyphens, at most 64 characters in
   * total.
   */
  readonly name: string;

  /**
   * The description of the tool for the model. Must be at most 2,000 characters long.
   *
   * @default - the description of the connector
   */
  readonly description?: string;

  /**
   * Fixed values for input parameters of the tool, for example `{ knowledgeBaseId: 'ABCDEFGHIJ' }`.
   *
   * @default - no fixed values
   */
  readonly parameterValues?: { [name: string]: unknown };

  /**
   * Overrides for the visibility and description of input parameters.
   *
   * @default - the parameters that the connector defines
   */
  readonly parameters?: ConnectorParameter[];
}

/** Options for `TargetSource.connector`. */
export interface ConnectorOptions {
  /**
   * The names of the tools that the target offers. Must have 1 to 50 unique entries.
   *
   * @default - all tools of the connector
   */
  readonly enabled?: string[];

  /**
   * Overrides for the descriptions and parameters of tools. Tool names must be unique.
   *
   * @default - the tools that the connector defines
   */
  readonly tools?: ConnectorTool[];
}

/** Managed tools of AWS. */
export class ConnectorSource implements Source {
  public readonly kind: TargetKind = {
    name: 'a connector',
    isMcp: true,
    usual: 'gatewayRole',
    signingService: 'known',
    mayBePrivate: false,
    propertyNames: { configurations: 'tools', parameterOverrides: 'parameters' },
  };

  public constructor(
    private readonly connectorId: string,
    private readonly options: ConnectorOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { connectorId, options } = this;
    checkConnectorId(binding.errors, connectorId);
    checkTools(binding.errors, options);
    if (connectorId === 'web-search') {
      permitWebSearch(binding);
    }
    const configurations = options.tools?.map(({ parameters, ...tool }) => ({
      ...tool,
      parameterOverrides: parameters?.map(({ ...parameter }) => parameter),
    }));
    return { config: { mcp: { connector: { source: { connectorId }, configurations, enabled: options.enabled } } } };
  }
}

function checkTools(errors: ValidationErrors, { enabled = [], tools = [] }: ConnectorOptions): void {
  checkNames(errors, (index) => `source.enabled[${index}]`, enabled);
  checkUnique(
    errors,
    (index) => `source.tools[${index}].name`,
    tools.map(({ name }) => name),
  );
  for (const [index, { name, parameterValues = {} }] of tools.entries()) {
    if (enabled.length > 0 && !enabled.some((one) => one === name || isUnknown(one) || isUnknown(name))) {
      errors.add(
        `source.tools[${index}].name must be one of enabled, ${enabled.map(quote).join(', ')}, got ${quote(name)}. Add the tool to enabled, or remove its overrides.`,
      );
    }
    for (const [key] of Object.entries(parameterValues).filter(([, value]) => value === undefined)) {
      errors.add(
        `source.tools[${index}].parameterValues.${key} must have a value, got undefined. Remove the entry, or make sure that its value is set.`,
      );
    }
  }
  for (const [tool, { parameters = [] }] of tools.entries()) {
    const at = (index: number) => `source.tools[${tool}].parameters[${index}].path`;
    checkNames(
      errors,
      at,
      parameters.map(({ path }) => path),
    );
  }
}

/** The web search tool belongs to the account `aws`. */
function permitWebSearch(binding: TargetBinding): void {
  const tool = { service: 'bedrock-agentcore', account: 'aws', resource: 'tool/web-search.v1' };
  binding.permitSigned({
    feature: 'TargetWebSearch',
    actions: agentCoreActions('InvokeWebSearch'),
    resources: [binding.stack.formatArn({ ...tool, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
  });
}
