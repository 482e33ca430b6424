import { CfnRestApi, type IRestApi, type IStage } from 'aws-cdk-lib/aws-apigateway';
import {
  type ApiGatewayToolFilter,
  type ApiGatewayToolOverride,
  CfnGatewayTarget,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { literalText } from '../../private/iam/policy-text';
import { propertyOf, resourceOf } from '../../private/known/resource';
import { areAllMethods, deploymentStageOf, type KnownMethod, methodsOf } from '../../private/known/rest-api';
import { NOUNS } from '../../private/validation/arn';
import { checkReference, OWN } from '../../private/validation/environment';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import { checkNames } from '../documents/tool-names';
import type { TargetBinding } from '../target-binding';
import type { BoundTarget, Source, TargetKind } from './source';

/** Options for `TargetSource.fromApiGateway`. */
export interface ApiGatewayTargetOptions {
  /**
   * The methods that become tools, by path and HTTP method. A path is a resource path (`/orders/{id}`), or ends with
   * `*` to select all paths that start with it (`/orders/*`). Must have at least 1 entry.
   */
  readonly filters: ApiGatewayToolFilter[];

  /**
   * Tool names and descriptions that override those of the API. Each override applies to one method of one path that
   * the filters select.
   *
   * @default - the operation names and descriptions of the API; every selected method must then have an operation name
   */
  readonly overrides?: ApiGatewayToolOverride[];

  /**
   * The name of the stage that the gateway calls: 1 to 128 letters, digits, underscores or hyphens. Required for an API
   * that has no deployment stage in this app.
   *
   * @default - the deployment stage of the API
   */
  readonly stage?: string;
}

/** A stage of a REST API in Amazon API Gateway. */
export class ApiGatewaySource implements Source {
  public readonly kind: TargetKind = {
    isMcp: true,
    name: 'a REST API',
    takes: ['none', 'gatewayRole', 'apiKey'],
    usual: 'gatewayRole',
    signingService: 'known',
    mayBePrivate: false,
    propertyNames: { apiGatewayToolConfiguration: '', toolFilters: 'filters', toolOverrides: 'overrides' },
  };

  public constructor(
    private readonly restApi: IRestApi,
    private readonly options: ApiGatewayTargetOptions,
  ) {}

  public bind(binding: TargetBinding): BoundTarget {
    const { restApi, options } = this;
    const { filters, overrides } = options;
    const deploymentStage = deploymentStageOf(restApi);
    const stage = options.stage ?? stageOf(binding, deploymentStage);
    checkStage(binding, options.stage);
    binding.prerequisites.push(...(deploymentStage ? [deploymentStage] : []));
    checkFilters(binding, options);
    reviewRestApi(binding, restApi);
    // Methods may be added to the API after the target.
    binding.scope.node.addValidation({
      validate: () => {
        const methods = methodsOf(restApi);
        return [
          ...reviewMethods(binding, methods, options),
          ...reviewKeys(binding, methods, options),
          ...(areAllMethods(restApi, methods) ? reviewSelection(methods, options) : []),
        ];
      },
    });
    binding.permitSigned({
      feature: 'TargetRestApi',
      of: restApi.node.id,
      actions: ['execute-api:Invoke'],
      resources: filters.flatMap(({ filterPath, methods }) =>
        methods.map(({ value }) =>
          binding.arn('execute-api', `${restApi.restApiId}/${stage}/${value}${anyOf(filterPath)}`),
        ),
      ),
    });
    const apiGatewayToolConfiguration = {
      toolFilters: filters.map(({ filterPath, methods }) => ({
        filterPath,
        methods: methods.map(({ value }) => value),
      })),
      toolOverrides: overrides?.map((override) => ({ ...override, method: override.method.value })),
    };
    const apiGateway = { restApiId: restApi.restApiId, stage, apiGatewayToolConfiguration };
    return { config: { mcp: { apiGateway } } };
  }
}

/** The path in an IAM resource ARN, in which path parameters are wildcards. */
function anyOf(path: string): string {
  return isUnknown(path)
    ? '/*'
    : path
        .split(/\{[^}]*\}|(?<=\/)\*(?=\/|$)/)
        .map(literalText)
        .join('*');
}

/** An imported API has no deployment stage, although its type declares one. */
function stageOf({ errors }: TargetBinding, stage?: IStage): string {
  if (!stage) {
    errors.add(
      'source.stage is required for an API without a deployment stage in this app. Pass the name of the stage that the gateway calls.',
    );
  }
  return stage?.stageName ?? '';
}

const STAGE_NAME = /^[\w-]{1,128}$/;

function checkStage({ errors }: TargetBinding, stage?: string): void {
  if (stage !== undefined && !isUnknown(stage) && !STAGE_NAME.test(stage)) {
    errors.add(
      `source.stage must contain only letters, digits, hyphens and underscores (1 to 128 characters), got ${quote(stage)}. Use the name of a stage, or omit stage to use the deployment stage of the API.`,
    );
  }
}

function reviewRestApi(binding: TargetBinding, restApi: IRestApi): void {
  checkReference(binding.errors, 'source: the API', { kind: NOUNS.restApi, env: restApi.env }, OWN);
  const resource = resourceOf(restApi, CfnRestApi.isCfnRestApi);
  const types = resource && propertyOf(resource, 'endpointConfiguration', 'types');
  if (Array.isArray(types) && types.includes('PRIVATE')) {
    binding.errors.add(
      'source: the REST API must be public, got the endpoint type PRIVATE. Use a regional or edge-optimized endpoint, and reach private resources through a private integration.',
    );
  }
}

const AUTHORIZERS: Record<string, string> = {
  COGNITO_USER_POOLS: 'a Cognito authorizer',
  CUSTOM: 'a Lambda authorizer',
};

/** Returns the reasons why the gateway cannot call the methods that the filters select. */
function reviewMethods(
  { mode }: TargetBinding,
  methods: KnownMethod[],
  { filters, overrides = [] }: ApiGatewayTargetOptions,
): string[] {
  const offered = methods.filter((known) => filters.some((filter) => letsThrough(filter, known, methods)));
  const authorized = offered.flatMap(({ path, method, authorization = '', hasAuthorizer }) => {
    const authorizer = AUTHORIZERS[authorization] ?? (hasAuthorizer ? 'an authorizer' : undefined);
    return authorizer ? [`${method} ${path} (${authorizer})`] : [];
  });
  const signed = offered.filter(({ authorization }) => authorization === 'AWS_IAM' && mode !== 'gatewayRole');
  const errors: string[] = [];
  if (authorized.length > 0) {
    errors.push(
      `source.filters must not include methods with an authorizer, got ${authorized.join(', ')}. The gateway can call methods without authorization, with IAM authorization or with an API key only. Exclude these methods, or change their authorization.`,
    );
  }
  if (signed.length > 0) {
    errors.push(
      `credentials must be TargetCredentials.gatewayRole() for methods with IAM authorization, got ${namesOf(signed)}. Exclude these methods, or change credentials.`,
    );
  }
  const others = offered.filter(
    ({ path, method }) => !overrides.some((override) => override.path === path && override.method.value === method),
  );
  for (const [index, { name }] of overrides.entries()) {
    const other = others.find(({ operationName }) => operationName !== undefined && operationName === name);
    if (other) {
      errors.push(
        `source.overrides[${index}].name must be unique among the tools of the target, got ${quote(name)}, which is the operation name of ${other.method} ${other.path}. Choose another name.`,
      );
    }
  }
  return errors;
}

/** Returns the reasons why calls without an API key fail. */
function reviewKeys(
  { mode, scope }: TargetBinding,
  methods: KnownMethod[],
  { filters }: ApiGatewayTargetOptions,
): string[] {
  const locked = methods.filter(
    (known) => known.requiresKey && filters.some((one) => letsThrough(one, known, methods)),
  );
  const signed = locked.filter((known) => known.authorization === 'AWS_IAM' && isNamed(known, filters));
  const target = scope.node.defaultChild;
  const headers = CfnGatewayTarget.isCfnGatewayTarget(target)
    ? propertyOf(target, 'metadataConfiguration', 'allowedRequestHeaders')
    : undefined;
  // Callers of the gateway can send the key in a header that the gateway forwards.
  const isForwarded = Array.isArray(headers) && headers.some((header) => /^x-api-key$/i.test(header));
  const open = locked.filter(({ authorization }) => authorization !== 'AWS_IAM' && mode !== 'apiKey' && !isForwarded);
  return [
    ...(signed.length > 0
      ? [
          `source.filters must not name methods that require an API key in addition to IAM authorization, which the gateway leaves out, got ${namesOf(signed)}. Exclude these methods, or change their authorization.`,
        ]
      : []),
    ...(open.length > 0
      ? [
          `credentials must be TargetCredentials.apiKeyInHeader(apiKey, 'x-api-key') for methods that require an API key, got ${namesOf(open)}. Exclude these methods, or change credentials.`,
        ]
      : []),
  ];
}

/** Rejects filters that select only methods that the gateway leaves out, which are all known. */
function reviewSelection(methods: KnownMethod[], { filters }: ApiGatewayTargetOptions): string[] {
  const offered = methods.filter((known) => filters.some((filter) => letsThrough(filter, known, methods)));
  const isLeftOut = ({ path, authorization, requiresKey }: KnownMethod) =>
    path.includes('+}') || (requiresKey && authorization === 'AWS_IAM');
  const hasTools = !offered.every(isLeftOut) || filters.some(({ filterPath }) => isUnknown(filterPath));
  return offered.length === 0 || hasTools
    ? []
    : [
        `source.filters must select at least one method that the gateway supports, got only proxy resources, or methods with IAM authorization and an API key: ${namesOf(offered)}. Define individual methods, or change their authorization.`,
      ];
}

/** Whether a filter names the path of a method, without a wildcard. */
function isNamed({ path }: KnownMethod, filters: ApiGatewayToolFilter[]): boolean {
  return filters.some(({ filterPath }) => filterPath === path);
}

function namesOf(methods: KnownMethod[]): string {
  return methods.map(({ method, path }) => `${method} ${path}`).join(', ');
}

/** A method `ANY` handles the HTTP methods that its resource does not define. */
function letsThrough({ filterPath, methods }: ApiGatewayToolFilter, known: KnownMethod, all: KnownMethod[]): boolean {
  const isDefined = (method: string) => all.some(({ path, method: other }) => path === known.path && other === method);
  return (
    !isUnknown(filterPath) &&
    matches(filterPath, known.path) &&
    methods.some(({ value }) => value === known.method || (known.method === 'ANY' && !isDefined(value)))
  );
}

function checkFilters({ errors }: TargetBinding, { filters, overrides = [] }: ApiGatewayTargetOptions): void {
  if (filters.length === 0) {
    errors.add("source.filters must have at least 1 entry, got none. To select all paths, use filterPath: '/*'.");
  }
  for (const [index, { filterPath, methods }] of filters.entries()) {
    checkPath(errors, `source.filters[${index}].filterPath`, filterPath);
    if (methods.length === 0) {
      errors.add(`source.filters[${index}].methods must have at least 1 entry, got none.`);
    }
  }
  for (const [index, { path, method }] of overrides.entries()) {
    checkPath(errors, `source.overrides[${index}].path`, path);
    const fits = filters.some(
      (filter) => matches(filter.filterPath, path) && filter.methods.some((m) => m.value === method.value),
    );
    if (path.includes('*') || !fits) {
      errors.add(
        `source.overrides[${index}] must name one method of one path that the filters select, got ${method.value} ${quote(path)}. Use a path without "*", or add a filter.`,
      );
    }
  }
  checkOverrides(errors, overrides);
}

function checkOverrides(errors: TargetBinding['errors'], overrides: ApiGatewayToolOverride[]): void {
  checkNames(
    errors,
    (index) => `source.overrides[${index}].name`,
    overrides.map(({ name }) => name),
  );
  for (const [index, { path, method }] of overrides.entries()) {
    const before = overrides.slice(0, index);
    if (before.some((other) => other.path === path && other.method.value === method.value)) {
      errors.add(
        `source.overrides[${index}] must be the only override of its method, got ${method.value} ${quote(path)} more than once. Remove one of them.`,
      );
    }
  }
}

function checkPath(errors: TargetBinding['errors'], prop: string, path: string): void {
  if (isUnknown(path)) {
    return;
  }
  if (!path.startsWith('/')) {
    errors.add(`${prop} must start with "/", got ${quote(path)}.`);
  }
  if (path.includes('+}')) {
    errors.add(
      `${prop} must not contain a greedy path parameter, because a proxy resource cannot be a tool, got ${quote(path)}. Define the individual paths.`,
    );
  }
}

function matches(filterPath: string, path: string): boolean {
  const isKnown = !isUnknown(filterPath) && !isUnknown(path);
  return !isKnown || filterPath === path || (filterPath.endsWith('*') && path.startsWith(filterPath.slice(0, -1)));
}
