import type {
  IApiKeyCredentialProviderRef,
  IGatewayRef,
  IMemoryRef,
  IOAuth2CredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Fn } from 'aws-cdk-lib/core';
import { bindGatewayCaller, GatewayAuth } from '../agent/gateway-auth';
import { gatewayUrl } from '../agent/gateway-url';
import type { Model } from '../agent/model';
import {
  permitApiKey,
  permitBrowser,
  permitCodeInterpreter,
  permitOAuthClient,
  permitUserIdentity,
  providerNameOf,
} from '../private/iam/access';
import type { Binding } from '../private/iam/binding';
import { actorProblems, idProblems, permitMemoryToCode } from '../private/iam/memory-access';
import { ANYWHERE } from '../private/validation/environment';
import {
  checkActions,
  checkApiKey,
  checkBrowser,
  checkCodeInterpreter,
  checkGateway,
  checkMemory,
  checkOAuthClient,
  checkResourceArns,
} from '../private/validation/references';
import { deferred } from '../private/validation/unknown';
import type {
  UseAnythingOptions,
  UseBrowserOptions,
  UseCodeInterpreterOptions,
  UseGatewayOptions,
  UseMemoryOptions,
  UseOptions,
} from './use-options';

/**
 * A resource that the code of a runtime uses: the permission to use the resource, and an environment variable that
 * contains the ID, URL or name of the resource.
 *
 * The AgentCore SDKs for Node.js and Python do not read these environment variables. The code reads them, and passes
 * the values to the SDK.
 *
 * @example
 * const uses = [agentcore.Use.model(model), agentcore.Use.memory(memory), agentcore.Use.gateway(gateway)];
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-permissions.html
 */
export abstract class Use {
  /** The name of the environment variable that contains the ID of a model. */
  public static readonly MODEL_VARIABLE = 'MODEL_ID';
  /**
   * The name of the environment variable that contains the ID of a memory, as in the AgentCore starter toolkit.
   *
   * Agents from the newer AgentCore CLI read `MEMORY_<NAME>_ID`. Set `variable` for these agents.
   */
  public static readonly MEMORY_VARIABLE = 'BEDROCK_AGENTCORE_MEMORY_ID';
  /**
   * The name of the environment variable that contains the URL of a gateway, as in the AgentCore starter toolkit.
   *
   * Agents from the newer AgentCore CLI read `GATEWAY_<NAME>_URL`. Set `variable` for these agents.
   */
  public static readonly GATEWAY_VARIABLE = 'GATEWAY_URL';
  /** The name of the environment variable that contains the name of the credential provider for a gateway. */
  public static readonly GATEWAY_PROVIDER_VARIABLE = 'GATEWAY_OAUTH_PROVIDER';
  /** The name of the environment variable that contains the scopes for a gateway, separated by spaces. */
  public static readonly GATEWAY_SCOPES_VARIABLE = 'GATEWAY_OAUTH_SCOPES';
  /** The name of the environment variable that contains the ID of a browser. */
  public static readonly BROWSER_VARIABLE = 'BROWSER_ID';
  /** The name of the environment variable that contains the ID of a code interpreter. */
  public static readonly CODE_INTERPRETER_VARIABLE = 'CODE_INTERPRETER_ID';
  /** The name of the environment variable that contains the name of an API key credential provider. */
  public static readonly API_KEY_VARIABLE = 'API_KEY_PROVIDER';
  /** The name of the environment variable that contains the name of an OAuth2 credential provider. */
  public static readonly OAUTH_CLIENT_VARIABLE = 'OAUTH_PROVIDER';

  /**
   * Allows the code to invoke a model.
   *
   * The environment variable `MODEL_ID` contains the model ID.
   *
   * Inference settings of the model, such as the temperature, are rejected, because the code sets them.
   *
   * @example
   * agentcore.Use.model(agentcore.Model.bedrock('global.anthropic.claude-sonnet-4-6'));
   *
   * @param model The model
   * @param options The name of the environment variable
   */
  public static model(model: Model, options: UseOptions = {}): Use {
    return new BoundUse((binding) => {
      model._bindAlternate(binding, 'uses');
      return { [options.variable ?? Use.MODEL_VARIABLE]: model.modelId };
    });
  }

  /**
   * Allows the code to use a memory. The environment variable `BEDROCK_AGENTCORE_MEMORY_ID` contains the memory ID.
   *
   * @example
   * agentcore.Use.memory(memory);
   *
   * @param memory A `MemoryStore`, or a reference to a memory of any construct level
   * @param options The actor IDs, by default all actors, and the name of the environment variable
   */
  public static memory(memory: IMemoryRef, options: UseMemoryOptions = {}): Use {
    return new BoundUse((binding) => {
      checkMemory(binding.errors, `uses: the memory ${memory.node.id}`, memory);
      const { variable = Use.MEMORY_VARIABLE, ...actors } = options;
      for (const problem of [...idProblems(actors), ...actorProblems(actors)]) {
        binding.errors.add(`uses: ${problem}`);
      }
      permitMemoryToCode(binding, { feature: 'Memory', of: memory.node.id }, memory, actors);
      return { [variable]: Fn.select(1, Fn.split('/', deferred(memory.memoryRef.memoryArn))) };
    });
  }

  /**
   * Allows the code to use a gateway.
   *
   * The environment variable `GATEWAY_URL` contains the URL of the MCP endpoint of the gateway.
   *
   * With `GatewayAuth.oauth`, `GATEWAY_OAUTH_PROVIDER` contains the name of the credential provider, and
   * `GATEWAY_OAUTH_SCOPES` contains the scopes.
   *
   * @example
   * agentcore.Use.gateway(gateway);
   *
   * @param gateway A reference to the gateway, of any construct level
   * @param options The authentication at the gateway, and the names of the environment variables
   */
  public static gateway(gateway: IGatewayRef, options: UseGatewayOptions = {}): Use {
    return new BoundUse((binding) => {
      const { auth = GatewayAuth.iam(), providerVariable, scopesVariable } = options;
      const feature = { feature: 'Gateway', of: gateway.node.id };
      bindGatewayCaller(binding, 'uses', feature, gateway, auth);
      checkTokenVariables(binding, options, auth);
      const variables = {
        provider: providerVariable ?? Use.GATEWAY_PROVIDER_VARIABLE,
        scopes: scopesVariable ?? Use.GATEWAY_SCOPES_VARIABLE,
      };
      checkGateway(binding.errors, `uses: the gateway ${gateway.node.id}`, gateway, ANYWHERE);
      return {
        [options.variable ?? Use.GATEWAY_VARIABLE]: gatewayUrl(gateway),
        ...auth._bindForCode(binding, feature, variables),
      };
    });
  }

  /**
   * Allows the code to use a web browser. The environment variable `BROWSER_ID` contains the browser ID.
   *
   * @example
   * agentcore.Use.browser();
   *
   * @param options A custom browser, and the name of the environment variable
   */
  public static browser(options: UseBrowserOptions = {}): Use {
    return new BoundUse((binding) => {
      const { browser } = options;
      checkBrowser(binding.errors, 'uses', browser);
      permitBrowser(binding, { feature: 'Browser', of: browser?.node.id }, browser?.browserCustomRef.browserArn);
      return { [options.variable ?? Use.BROWSER_VARIABLE]: browser?.browserCustomRef.browserId ?? 'aws.browser.v1' };
    });
  }

  /**
   * Allows the code to use a code interpreter. The environment variable `CODE_INTERPRETER_ID` contains its ID.
   *
   * @example
   * agentcore.Use.codeInterpreter();
   *
   * @param options A custom code interpreter, and the name of the environment variable
   */
  public static codeInterpreter(options: UseCodeInterpreterOptions = {}): Use {
    return new BoundUse((binding) => {
      const { codeInterpreter } = options;
      const own = codeInterpreter?.codeInterpreterCustomRef;
      checkCodeInterpreter(binding.errors, 'uses', codeInterpreter);
      const feature = { feature: 'CodeInterpreter', of: codeInterpreter?.node.id };
      permitCodeInterpreter(binding, feature, own?.codeInterpreterArn);
      const id = own?.codeInterpreterId ?? 'aws.codeinterpreter.v1';
      return { [options.variable ?? Use.CODE_INTERPRETER_VARIABLE]: id };
    });
  }

  /**
   * Allows the code to get an API key from the token vault. The environment variable `API_KEY_PROVIDER` contains the
   * name of its credential provider.
   *
   * @example
   * declare const apiKey: agentcore.ApiKey;
   * agentcore.Use.apiKey(apiKey);
   *
   * @param apiKey An `ApiKey`, or a reference to another API key credential provider
   * @param options The name of the environment variable
   */
  public static apiKey(apiKey: IApiKeyCredentialProviderRef, options: UseOptions = {}): Use {
    return new BoundUse((binding) => {
      checkApiKey(binding.errors, `uses: the API key ${apiKey.node.id}`, apiKey);
      permitApiKey(binding, { feature: 'ApiKey', of: apiKey.node.id }, apiKey);
      const name = providerNameOf(apiKey.apiKeyCredentialProviderRef.credentialProviderArn);
      return { [options.variable ?? Use.API_KEY_VARIABLE]: name };
    });
  }

  /**
   * Allows the code to get tokens of an OAuth2 client from the token vault. The environment variable `OAUTH_PROVIDER`
   * contains the name of its credential provider.
   *
   * @example
   * declare const oauthClient: agentcore.OAuthClient;
   * agentcore.Use.oauthClient(oauthClient);
   *
   * @param client An `OAuthClient`, or a reference to another OAuth2 credential provider
   * @param options The name of the environment variable
   */
  public static oauthClient(client: IOAuth2CredentialProviderRef, options: UseOptions = {}): Use {
    return new BoundUse((binding) => {
      checkOAuthClient(binding.errors, `uses: the OAuth client ${client.node.id}`, client);
      permitOAuthClient(binding, { feature: 'OAuthClient', of: client.node.id }, client);
      const name = providerNameOf(client.oAuth2CredentialProviderRef.credentialProviderArn);
      return { [options.variable ?? Use.OAUTH_CLIENT_VARIABLE]: name };
    });
  }

  /**
   * Allows the code to get workload access tokens for a user ID that the code chooses.
   *
   * AgentCore does not verify the user ID. With such a token, the code can use every credential that the user
   * authorized. A caller that can influence the user ID acts as that user. Without this permission, the code receives a
   * token for the user of the request, whom AgentCore has authenticated.
   *
   * @example
   * agentcore.Use.userIdentity();
   */
  public static userIdentity(): Use {
    return new BoundUse((binding) => {
      permitUserIdentity(binding, { feature: 'UserIdentity' });
      return {};
    });
  }

  /**
   * Allows the code to use resources that the other factory methods do not cover.
   *
   * @example
   * agentcore.Use.of('Orders', {
   *   actions: ['dynamodb:GetItem'],
   *   resourceArns: ['arn:aws:dynamodb:us-east-1:111122223333:table/orders'],
   *   environment: { ORDERS_TABLE: 'orders' },
   * });
   *
   * @param name The name of the resource. It is part of the `Sid` of the policy statement, without characters other
   *   than letters and digits
   * @param options The actions, the resources and the environment variables
   */
  public static of(name: string, options: UseAnythingOptions): Use {
    return new BoundUse((binding) => {
      if (options.actions.length === 0 || options.resourceArns.length === 0) {
        binding.errors.add(
          `uses: actions and resourceArns of ${name} must have at least 1 entry each, got ${options.actions.length} and ${options.resourceArns.length}. Add the missing entries.`,
        );
      }
      checkResourceArns(binding.errors, `uses: resourceArns of ${name}`, options.resourceArns);
      if (checkActions(binding.errors, `uses: actions of ${name}`, options.actions)) {
        binding.permissions.add({
          feature: 'Use',
          of: name,
          actions: [...new Set(options.actions)].map(deferred),
          resources: options.resourceArns,
        });
      }
      return options.environment ?? {};
    });
  }

  protected constructor() {}

  /**
   * @returns the environment variables of the resource
   * @internal
   */
  public abstract _bind(binding: Binding): Record<string, string>;
}

function checkTokenVariables({ errors }: Binding, options: UseGatewayOptions, { _mode: mode }: GatewayAuth): void {
  for (const prop of ['providerVariable', 'scopesVariable'] as const) {
    if (mode !== 'oauth' && options[prop] !== undefined) {
      errors.add(
        `uses: ${prop} must be omitted without auth: GatewayAuth.oauth(…), got "${options[prop]}". Remove ${prop}, or pass auth.`,
      );
    }
  }
}

class BoundUse extends Use {
  public constructor(private readonly bind: (binding: Binding) => Record<string, string>) {
    super();
  }

  public _bind(binding: Binding): Record<string, string> {
    return this.bind(binding);
  }
}

/**
 * Binds all resources that the code uses, and rejects environment variables that are set twice.
 *
 * @internal
 */
export function bindUses(binding: Binding, uses: Use[], environment: Record<string, string>): Record<string, string> {
  const variables = new Map<string, string>();
  const given = new Set(Object.keys(environment));
  for (const [name, value] of uses.flatMap((use) => Object.entries(use._bind(binding)))) {
    if (variables.has(name) || given.has(name)) {
      binding.errors.add(
        `uses: the environment variable ${name} must be set once, got it in several uses, or in uses and environment. Set variable to another name.`,
      );
    }
    variables.set(name, value);
  }
  return { ...Object.fromEntries(variables), ...environment };
}
