import type {
  IApiKeyCredentialProviderRef,
  IGatewayRef,
  IMemoryRef,
  IOAuth2CredentialProviderRef,
} from 'aws-cdk-lib/aws-bedrockagentcore';
import { Fn, Stack } from 'aws-cdk-lib/core';
import { bindGatewayCaller, GatewayAuth } from '../agent/gateway-auth';
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
import { regionOf } from '../private/known';
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
 * Something that an agent's code works with: the permission, and the environment variable by which the code finds it.
 *
 * The SDKs of AgentCore for Node.js and Python read none of these variables: the code reads them, and hands the id, the
 * URL or the name to the SDK.
 *
 * @see https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-permissions.html
 */
export abstract class Use {
  /** The variable of a model's id. */
  public static readonly MODEL_VARIABLE = 'MODEL_ID';
  /**
   * The variable of a memory's id, as in AWS's starter toolkit.
   *
   * Agents made with its newer command line read `MEMORY_<NAME>_ID`.
   */
  public static readonly MEMORY_VARIABLE = 'BEDROCK_AGENTCORE_MEMORY_ID';
  /**
   * The variable of a gateway's URL, as in AWS's starter toolkit.
   *
   * Agents made with its newer command line read `GATEWAY_<NAME>_URL`.
   */
  public static readonly GATEWAY_VARIABLE = 'GATEWAY_URL';
  /** The environment variable of the credential provider whose tokens a gateway accepts. */
  public static readonly GATEWAY_PROVIDER_VARIABLE = 'GATEWAY_OAUTH_PROVIDER';
  /** The environment variable of the scopes of the tokens that a gateway accepts, separated by spaces. */
  public static readonly GATEWAY_SCOPES_VARIABLE = 'GATEWAY_OAUTH_SCOPES';
  /** The variable of a browser's id. */
  public static readonly BROWSER_VARIABLE = 'BROWSER_ID';
  /** The variable of a code interpreter's id. */
  public static readonly CODE_INTERPRETER_VARIABLE = 'CODE_INTERPRETER_ID';
  /** The variable of the name of an API key's credential provider. */
  public static readonly API_KEY_VARIABLE = 'API_KEY_PROVIDER';
  /** The variable of the name of an OAuth client's credential provider. */
  public static readonly OAUTH_CLIENT_VARIABLE = 'OAUTH_PROVIDER';

  /**
   * A model: its id is in `MODEL_ID`. Its sampling is the code's.
   */
  public static model(model: Model, options: UseOptions = {}): Use {
    return new BoundUse((binding) => {
      model._bindAlternate(binding, 'uses');
      return { [options.variable ?? Use.MODEL_VARIABLE]: model.modelId };
    });
  }

  /**
   * A memory: its id is in `BEDROCK_AGENTCORE_MEMORY_ID`.
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
   * Gives the code access to a gateway, whose MCP endpoint is in `GATEWAY_URL`.
   *
   * With `GatewayAuth.oauth`, `GATEWAY_OAUTH_PROVIDER` contains the name of the credential provider, and
   * `GATEWAY_OAUTH_SCOPES` the scopes.
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
      const { gatewayArn, gatewayIdentifier } = gateway.gatewayRef;
      checkGateway(binding.errors, `uses: the gateway ${gateway.node.id}`, gateway, ANYWHERE);
      const host = `${gatewayIdentifier}.gateway.bedrock-agentcore.${regionOf(gateway, gatewayArn)}.${Stack.of(gateway).urlSuffix}`;
      return {
        [options.variable ?? Use.GATEWAY_VARIABLE]: `https://${host}/mcp`,
        ...auth._bindForCode(binding, feature, variables),
      };
    });
  }

  /**
   * A web browser: its id is in `BROWSER_ID`.
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
   * A sandbox that runs code: its id is in `CODE_INTERPRETER_ID`.
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
   * An API key of the token vault: the name of its credential provider is in `API_KEY_PROVIDER`.
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
   * An OAuth client of the token vault: the name of its credential provider is in `OAUTH_PROVIDER`.
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
   * Tokens of the agent's own identity on behalf of a user whom the code names, and whom nobody checks.
   *
   * With such a token the code reaches whatever that user has allowed it: a caller who makes it name another user acts
   * as that user. Without it, the code has the token that came with the request, of a user whom the service knows.
   */
  public static userIdentity(): Use {
    return new BoundUse((binding) => {
      permitUserIdentity(binding, { feature: 'UserIdentity' });
      return {};
    });
  }

  /**
   * Anything else: exact actions on exact resources, named after what it is.
   *
   * @param name what it is, in letters and digits: the statement in the role says it
   */
  public static of(name: string, options: UseAnythingOptions): Use {
    return new BoundUse((binding) => {
      if (options.actions.length === 0 || options.resourceArns.length === 0) {
        binding.errors.add(`uses: ${name} must have at least one of actions and one of resourceArns`);
      }
      checkResourceArns(binding.errors, `uses: resourceArns of ${name}`, options.resourceArns);
      if (checkActions(binding.errors, `uses: actions of ${name}`, options.actions)) {
        binding.permissions.add({
          feature: 'Use',
          of: name,
          actions: options.actions,
          resources: options.resourceArns,
        });
      }
      return options.environment ?? {};
    });
  }

  protected constructor() {}

  /**
   * @returns the environment variables by which the code finds it
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
 * Binds all that the code uses; two things that would be found by one variable are an error.
 *
 * @internal
 */
export function bindUses(binding: Binding, uses: Use[], environment: Record<string, string>): Record<string, string> {
  const variables = new Map<string, string>();
  const given = new Set(Object.keys(environment));
  for (const [name, value] of uses.flatMap((use) => Object.entries(use._bind(binding)))) {
    if (variables.has(name) || given.has(name)) {
      binding.errors.add(`uses: ${name} is given twice, in uses or in environment: give one of them another variable`);
    }
    variables.set(name, value);
  }
  return { ...Object.fromEntries(variables), ...environment };
}
