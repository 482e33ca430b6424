import { CfnMethod, CfnResource, CfnRestApi, type IRestApi, type IStage } from 'aws-cdk-lib/aws-apigateway';
import { Stage } from 'aws-cdk-lib/core';
import { isUnknown } from '../validation/unknown';
import { propertyOf, resourceOf } from './resource';
import { sourceOf } from './source';

/** A method of a REST API that is defined in this app, as far as it is known at synth. */
export interface KnownMethod {
  readonly path: string;
  /** `GET` and the like, or `ANY`. */
  readonly method: string;
  readonly authorization?: string;
  readonly hasAuthorizer: boolean;
  readonly requiresKey: boolean;
  readonly operationName?: string;
}

/** Returns the stage that a REST API is deployed to: `undefined` for an import, and for an API that is not deployed. */
export function deploymentStageOf(restApi: IRestApi): IStage | undefined {
  return (restApi as Partial<IRestApi>).deploymentStage;
}

/** Returns the methods of a REST API that are defined in this app, whether before or after the target. */
export function methodsOf(restApi: IRestApi): KnownMethod[] {
  const all = (Stage.of(restApi) ?? restApi.node.root).node.findAll();
  const resources = all.filter(CfnResource.isCfnResource);
  const rootId = rootIdOf(restApi);
  const api = sourceOf(restApi.restApiId);
  return all
    .filter(CfnMethod.isCfnMethod)
    .filter((method) => sourceOf(method.restApiId) === api)
    .flatMap((method) => {
      const path = pathOf(method.resourceId, rootId, resources);
      const [httpMethod, authorization, operationName] = ['httpMethod', 'authorizationType', 'operationName'].map(
        (property) => literalOf(method, property),
      );
      if (path === undefined || httpMethod === undefined) {
        return [];
      }
      const hasAuthorizer = propertyOf(method, 'authorizerId') !== undefined;
      const requiresKey = propertyOf(method, 'apiKeyRequired') === true;
      return [{ path: path || '/', method: httpMethod, authorization, operationName, hasAuthorizer, requiresKey }];
    });
}

/** Whether methods are all methods of a REST API: those of a definition or another app are not known. */
export function areAllMethods(restApi: IRestApi, methods: KnownMethod[]): boolean {
  const resource = resourceOf(restApi, CfnRestApi.isCfnRestApi);
  const api = sourceOf(restApi.restApiId);
  const defined = (Stage.of(restApi) ?? restApi.node.root).node
    .findAll()
    .filter((one) => CfnMethod.isCfnMethod(one) && sourceOf(one.restApiId) === api);
  return (
    resource !== undefined &&
    ['body', 'bodyS3Location', 'cloneFrom'].every((property) => propertyOf(resource, property) === undefined) &&
    methods.length > 0 &&
    methods.length === defined.length
  );
}

function literalOf(method: CfnMethod, property: string): string | undefined {
  const value = propertyOf(method, property);
  return typeof value === 'string' && !isUnknown(value) ? value : undefined;
}

/** The ID of the root resource. Not known for an API that is imported without its root. */
function rootIdOf(restApi: IRestApi): string | undefined {
  const resource = resourceOf(restApi, CfnRestApi.isCfnRestApi);
  if (resource) {
    return resource.attrRootResourceId;
  }
  try {
    return restApi.restApiRootResourceId;
  } catch {
    return undefined;
  }
}

/** The root has an empty path. */
function pathOf(resourceId: string, rootId: string | undefined, resources: CfnResource[]): string | undefined {
  if (resourceId === rootId) {
    return '';
  }
  const resource = resources.find((candidate) => candidate === sourceOf(resourceId));
  const parent = resource && pathOf(resource.parentId, rootId, resources);
  return parent === undefined || isUnknown(resource?.pathPart) ? undefined : `${parent}/${resource?.pathPart}`;
}
