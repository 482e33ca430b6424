import type { CfnHarness } from 'aws-cdk-lib/aws-bedrockagentcore';
import { Annotations } from 'aws-cdk-lib/core';
import type { Binding } from '../private/iam/binding';

/** Denies `sts:AssumeRole` to the execution role. Warns if the model is configured to assume a role. */
export function denyOtherRoles(binding: Binding, model: CfnHarness.HarnessModelConfigurationProperty): void {
  binding.permissions.add({
    feature: 'NoOtherRole',
    actions: ['sts:AssumeRole'],
    resources: ['*'],
    effect: 'Deny',
  });
  const configs: Array<{ readonly additionalParams?: object }> = Object.values(model);
  if (configs.some(({ additionalParams = {} }) => 'aws_role_name' in additionalParams)) {
    Annotations.of(binding.scope).addWarningV2(
      'cdk-agentcore:modelRoleDenied',
      'model.additionalParams.aws_role_name names a role to assume, but the execution role is denied sts:AssumeRole. Calls of the model fail. Set allowAssumeRole to true and allow the execution role to assume the role, or remove aws_role_name.',
    );
  }
}
