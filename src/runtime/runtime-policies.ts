import type { AddToResourcePolicyResult, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type Construct, DependencyGroup } from 'constructs';
import { ResourcePolicy } from '../private/iam/resource-policy';

type Source = () => PolicyStatement[];

/**
 * The resource-based policies of a runtime, of its `DEFAULT` endpoint and of its other endpoints. AgentCore evaluates
 * the policy of the runtime and that of the endpoint.
 */
export class RuntimePolicies {
  public readonly ofRuntime: ResourcePolicy;
  public readonly ofDefault: ResourcePolicy;

  /** The policies of all endpoints. */
  public readonly ofEndpoints = {
    add: (statement: PolicyStatement, method: CallableFunction) =>
      this.share((policy) => policy.add(statement, method)),
    addSource: (source: Source, method: CallableFunction) => this.share((policy) => policy.addSource(source, method)),
  };

  private readonly endpoints: ResourcePolicy[] = [];
  /** The statements of all endpoints, including the endpoints that are added later. */
  private readonly shared: Array<(policy: ResourcePolicy) => void> = [];
  private readonly dependables = new DependencyGroup();

  public constructor(scope: Construct, runtimeArn: string, takesTokens: boolean) {
    this.ofRuntime = new ResourcePolicy({
      scope,
      id: 'ResourcePolicy',
      noun: 'the runtime',
      arn: runtimeArn,
      takesTokens,
    });
    this.ofDefault = new ResourcePolicy({
      scope,
      id: 'DefaultEndpointPolicy',
      noun: 'the DEFAULT endpoint',
      arn: `${runtimeArn}/runtime-endpoint/DEFAULT`,
      takesTokens,
    });
    this.endpoints.push(this.ofDefault);
  }

  /** Adds the policy of an endpoint, with the statements that apply to all endpoints. */
  public addEndpoint(policy: ResourcePolicy): void {
    this.endpoints.push(policy);
    for (const share of this.shared) {
      share(policy);
    }
  }

  private share(add: (policy: ResourcePolicy) => AddToResourcePolicyResult): AddToResourcePolicyResult {
    const share = (policy: ResourcePolicy) => {
      const { policyDependable } = add(policy);
      if (policyDependable) {
        this.dependables.add(policyDependable);
      }
    };
    this.shared.push(share);
    this.endpoints.forEach(share);
    return { statementAdded: true, policyDependable: this.dependables };
  }
}
