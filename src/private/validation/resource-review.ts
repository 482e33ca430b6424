import { Annotations, CfnResource } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { propertyOf } from '../known/resource';
import { warnUnlessOffered } from './availability';
import { quote } from './limit';
import { isMarked, mark, NAMINGS, sharedNames } from './resource-names';
import { tagProblems } from './tags';

/**
 * Reviews the resource of a construct. Whether the Region has its type is known now. Tags can be added later, and other
 * resources can have its name, so both are checked at synth. Call it at the end of the constructor.
 */
export function reviewResource(construct: Construct, type: string): void {
  warnUnlessOffered(construct, type);
  // Constructs that users add below the construct later are not part of it.
  const resources = construct.node.findAll().filter(CfnResource.isCfnResource);
  construct.node.addValidation({ validate: () => [...new Set(resources.flatMap(tagProblems))] });
  const { defaultChild } = construct.node;
  if (defaultChild) {
    mark(defaultChild);
    warnOfNewName(construct, defaultChild);
    warnOfDeletedRole(construct, defaultChild);
  }
  const { root } = construct.node;
  if (!isMarked(root)) {
    mark(root);
    root.node.addValidation({ validate: () => sharedNames(root) });
  }
}

/** The resources whose execution role is allowed to use what AgentCore creates under their name. */
const AGENTS = ['AWS::BedrockAgentCore::Harness', 'AWS::BedrockAgentCore::Runtime'];

/** Warns if an Aspect or an override changes the name of an agent after its permissions are rendered. */
function warnOfNewName(construct: Construct, resource: IConstruct): void {
  if (!CfnResource.isCfnResource(resource) || !AGENTS.includes(resource.cfnResourceType)) {
    return;
  }
  const { prop, properties } = NAMINGS[resource.cfnResourceType];
  const before = propertyOf(resource, properties[0]);
  construct.node.addValidation({
    validate: () => {
      const after = propertyOf(resource, properties[0]);
      if (after !== before) {
        Annotations.of(construct).addWarningV2(
          'cdk-agentcore:nameChangedLater',
          `${prop} was changed from ${quote(`${before}`)} to ${quote(`${after}`)} after the construct was created. The execution role is only allowed to write logs and to get tokens under the first name. Set ${prop} of the construct instead.`,
        );
      }
      return [];
    },
  });
}

/** Warns if a resource is retained, but the role that is created for it is not. */
function warnOfDeletedRole(construct: Construct, resource: IConstruct): void {
  const role = construct.node.tryFindChild('Role')?.node.defaultChild;
  if (!role) {
    return;
  }
  const isKept = (child: IConstruct) =>
    CfnResource.isCfnResource(child) && /^Retain/.test(child.cfnOptions.deletionPolicy ?? '');
  construct.node.addValidation({
    validate: () => {
      if (isKept(resource) && !isKept(role)) {
        Annotations.of(construct).addWarningV2(
          'cdk-agentcore:retainedWithoutRole',
          'The removal policy retains the resource, but its execution role is deleted with the stack, so the retained resource cannot be used. Apply the removal policy to the role and its policies as well, for example with RemovalPolicies.of(…).retain().',
        );
      }
      return [];
    },
  });
}
