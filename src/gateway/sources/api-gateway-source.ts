import { CfnRestApi, type IRestApi, type IStage } from 'aws-cdk-lib/aws-apigateway';
import type { ApiGatewayToolFilter, ApiGatewayToolOverride } from 'aws-cdk-lib/aws-bedrockagentcore';
import { literalText } from '../../private/iam/policy-text';
import { deploymentStageOf, propertyOf } from '../../private/known';
import { NOUNS } from '../../private/validation/arn';
import { checkReference, OWN } from '../../private/validation/environment';
import { quote } from '../../private/validation/limit';
import { isUnknown } from '../../private/validation/unknown';
import { checkNames } from '../documents/tool-names';
import type { TargetBinding } from '../target-binding';
import { type KnownMethod, methodsOf } from './rest-api-methods';
import type { BoundTarget, Source, TargetKind } from './source';

/** Which operations of a REST API are tools. */
export interface ApiGatewayTargetOptions {
  /**
   * The paths and methods that are tools: `/orders/{id}`, or `/orders/*` for all below. At least one.
   */
  readonly filters: ApiGatewayToolFilter[];

  /**
   * Other names and descriptions than those of the API, each for one method of one path that the filters let through.
   *
   * @default - those of the API: its operations must then have names
   */
  readonly overrides?: ApiGatewayToolOverride[];

  /**
   * The stage that is called.
   *
   * @default - the stage that the API deploys to
   */
  readonly stage?: string;
}

/** A stage of a REST API of Amazon API Gateway. */
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
    binding.scope.node.addValidation({ validate: () => reviewMethods(binding, methodsOf(restApi), options) });
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

/** A path as IAM takes it, which knows nothing of parameters. */
function anyOf(path: string): string {
  return isUnknown(path)
    ? '/*'
    : path
        .split(/\{[^}]*\}|(?<=\/)\*(?=\/|$)/)
        .map(literalText)
        .join('*');
}

/** Imported APIs have none, whatever their type says. */
function stageOf({ errors }: TargetBinding, stage?: IStage): string {
  if (!stage) {
    errors.add('source.stage must be given for an API that does not say to which stage it deploys');
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
  const configuration = restApi.node.defaultChild;
  const types = CfnRestApi.isCfnRestApi(configuration)
    ? propertyOf(configuration, 'endpointConfiguration', 'types')
    : undefined;
  if (Array.isArray(types) && types.includes('PRIVATE')) {
    binding.errors.add(
      'source: the API is private, and the gateway reaches public ones only: give it a public endpoint, and what is behind it a private integration',
    );
  }
}

const AUTHORIZERS: Record<string, string> = {
  COGNITO_USER_POOLS: 'a Cognito authorizer',
  CUSTOM: 'a Lambda authorizer',
};

/** Returns what keeps the gateway from calling the methods that the filters let through. */
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
    const names = signed.map(({ path, method }) => `${method} ${path}`);
    errors.push(
      `credentials must be TargetCredentials.gatewayRole() for methods with IAM authorization, got ${names.join(', ')}. Exclude these methods, or change credentials.`,
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

/** A method `ANY` answers for those that its resource does not define. */
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
    errors.add('source.filters must have at least one entry: {"filterPath": "/*", …} lets all paths through');
  }
  for (const [index, { filterPath, methods }] of filters.entries()) {
    checkPath(errors, `source.filters[${index}].filterPath`, filterPath);
    if (methods.length === 0) {
      errors.add(`source.filters[${index}].methods must have at least one entry`);
    }
  }
  for (const [index, { path, method }] of overrides.entries()) {
    checkPath(errors, `source.overrides[${index}].path`, path);
    const fits = filters.some(
      (filter) => matches(filter.filterPath, path) && filter.methods.some((m) => m.value === method.value),
    );
    if (path.includes('*') || !fits) {
      errors.add(
        `source.overrides[${index}] must be one method of one path that the filters let through, got ${method.value} ${quote(path)}`,
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
    errors.add(`${prop} must begin with "/", got ${quote(path)}`);
  }
  if (path.includes('+}')) {
    errors.add(`${prop} is of a proxy resource, which is no tool, got ${quote(path)}: give the paths behind it`);
  }
}

function matches(filterPath: string, path: string): boolean {
  const isKnown = !isUnknown(filterPath) && !isUnknown(path);
  return !isKnown || filterPath === path || (filterPath.endsWith('*') && path.startsWith(filterPath.slice(0, -1)));
}
