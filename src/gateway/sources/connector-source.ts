import { ArnFormat } from 'aws-cdk-lib/core';
import { agentCoreActions } from '../../private/iam/access';
import type { ValidationErrors } from '../../private/validation/validation-errors';
import { checkNames, checkUnique } from '../documents/tool-names';
import type { TargetBinding } from '../target-binding';
import { checkConnectorId } from './connector-id';
import type { BoundTarget, Source, TargetKind } from './source';

/** How one parameter of a connector's tool is shown. */
export interface ConnectorParameter {
  /**
   * The parameter, as a path in the tool's input.
   */
  readonly path: string;

  /**
   * What the model is told of it.
   *
   * @default - what the connector says
   */
  readonly description?: string;

  /**
   * Whether the model sees it and gives it.
   *
   * @default - as the connector has it
   */
  readonly visible?: boolean;
}

/** How one tool of a connector is shown. */
export interface ConnectorTool {
  /**
   * The tool: a letter, then letters, digits, `_` and `-`, at most 64 characters.
   */
  readonly name: string;

  /**
   * What the model is told of it, at most 2,000 characters.
   *
   * @default - what the connector says
   */
  readonly description?: string;

  /**
   * Values of its parameters that are always these, as in `{ knowledgeBaseId }`.
   *
   * @default - none
   */
  readonly parameterValues?: { [name: string]: unknown };

  /**
   * How its parameters are shown.
   *
   * @default - as the connector has them
   */
  readonly parameters?: ConnectorParameter[];
}

/** How a connector is shown. */
export interface ConnectorOptions {
  /**
   * The tools that are offered, 1 to 50.
   *
   * @default - all
   */
  readonly enabled?: string[];

  /**
   * How its tools are shown.
   *
   * @default - as the connector has them
   */
  readonly tools?: ConnectorTool[];
}

/** Tools of AWS. */
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
  for (const [tool, { parameters = [] }] of tools.entries()) {
    const at = (index: number) => `source.tools[${tool}].parameters[${index}].path`;
    checkNames(
      errors,
      at,
      parameters.map(({ path }) => path),
    );
  }
}

/** AWS's own search, which is of no account. */
function permitWebSearch(binding: TargetBinding): void {
  const tool = { service: 'bedrock-agentcore', account: 'aws', resource: 'tool/web-search.v1' };
  binding.permitSigned({
    feature: 'TargetWebSearch',
    actions: agentCoreActions('InvokeWebSearch'),
    resources: [binding.stack.formatArn({ ...tool, arnFormat: ArnFormat.NO_RESOURCE_NAME })],
  });
}
