import { dirname } from 'node:path';
import {
  type IPolicyValidationContext,
  type IPolicyValidationPlugin,
  type PolicyValidationPluginReport,
  type PolicyViolation,
  Stack,
  Stage,
  Validations,
} from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';
import { type Acknowledgement, type ReviewedAssembly, type ReviewedStack, readAssembly } from './assembly';
import { PLUGIN } from './findings/report';
import type { Finding } from './model';
import { reviewOf } from './review';
import { writeReview } from './write';

/**
 * A review of the AgentCore agents of an app: topology, permissions, exposure, data, findings and idle costs.
 *
 * Add the review to the app as a validation plugin. Each synthesis then writes
 * `agent-review.html`, `agent-review.md` and `agent-review.json` to the cloud assembly.
 * The review reads the templates of all stages and stacks, so it includes AgentCore
 * resources of any origin, such as L1 constructs.
 *
 * Findings are violations of the validation report. Errors, such as values beyond the
 * limits of the CloudFormation schema, fail the synthesis. Warnings do not, unless the app
 * is synthesized in strict mode. To accept a finding, acknowledge its rule with
 * `Validations.of(construct).acknowledge(…)`.
 *
 * The review replaces the review of the last synthesis. If the app sets
 * `confirmValidationPluginsDoNotMutate`, delete the output folder before each synthesis.
 *
 * @example
 * Validations.of(app).addPlugins(new agentcore.AgentReview());
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class AgentReview implements IPolicyValidationPlugin {
  /** The name of the plugin in the validation report, and before `::` in the IDs of rules. */
  public readonly name: string = PLUGIN;

  /** Writes the review, and returns the findings. CDK calls this method during synthesis. */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    try {
      return this.report(context);
    } catch (error) {
      // An app must not become undeployable because it cannot be reviewed.
      return { success: true, violations: [failure(error as Error, context)] };
    }
  }

  private report(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const assembly = reviewedAssembly(context);
    const review = reviewOf(assembly);
    writeReview(review, assembly.directory);
    const templates = new Map(
      assembly.stacks.flatMap(({ resources, templateFile }) =>
        resources.map((resource): [string, string] => [keyOf(resource), templateFile]),
      ),
    );
    // Notes are in the review only, because each violation is printed.
    const findings = review.findings.filter(({ severity }) => severity !== 'info');
    return {
      success: findings.every(({ severity, acknowledgement }) => severity !== 'error' || acknowledgement !== undefined),
      violations: findings.map((finding) => violationOf(finding, templates.get(keyOf(finding)))),
    };
  }
}

function failure({ message }: Error, { appConstruct, stackTemplates }: IPolicyValidationContext): PolicyViolation {
  const constructPath = appConstruct.node.path || stackTemplates[0]?.stackConstructPath;
  return {
    ruleName: 'review-failed',
    description: `The review could not be written: ${message}`,
    fix: 'Report the message to the authors of cdk-agentcore. The templates are not affected.',
    severity: 'warning',
    violatingResources: [{ constructPath, locations: [] }],
  };
}

/** The stacks that the plugin is asked to validate: those of an app or of a stage. */
function reviewedAssembly({ appConstruct, stackTemplates }: IPolicyValidationContext): ReviewedAssembly {
  const files = new Set(stackTemplates.map(({ templatePath }) => templatePath));
  const [first = '.'] = files;
  const { directory, stacks } = readAssembly(Stage.isStage(appConstruct) ? appConstruct.outdir : dirname(first));
  const around = acknowledgementsAround(appConstruct);
  const reviewed = stacks.filter((stack) => files.has(outermost(stack).templateFile));
  return {
    directory: reviewed.length === stacks.length ? directory : dirname(first),
    stacks: around.length === 0 ? reviewed : reviewed.map((stack) => withAcknowledgements(stack, around)),
  };
}

/** The acknowledgements of the app and its stages, which the metadata of stacks do not contain. */
function acknowledgementsAround(construct: IConstruct): Acknowledgement[] {
  if (Stack.isStack(construct)) {
    return [];
  }
  const { path, metadata, children } = construct.node;
  const own = metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) =>
      Object.entries(data as Record<string, string>).map(([id, reason]) => ({ path, id, reason })),
    );
  return [...own, ...children.flatMap(acknowledgementsAround)];
}

/** The same stack, to which its resources refer. */
function withAcknowledgements(stack: ReviewedStack, around: readonly Acknowledgement[]): ReviewedStack {
  return Object.assign(stack, { acknowledgements: [...stack.acknowledgements, ...around] });
}

function outermost(stack: ReviewedStack): ReviewedStack {
  return stack.nestedIn ? outermost(stack.nestedIn.stack) : stack;
}

function keyOf({ path, logicalId }: { readonly path: string; readonly logicalId: string }): string {
  return `${path}\n${logicalId}`;
}

function violationOf(finding: Finding, templatePath?: string): PolicyViolation {
  const { rule, severity, logicalId, property, message, fix } = finding;
  const locations = property === undefined ? [] : [`Properties.${property}`];
  return {
    ruleName: rule,
    description: message,
    fix,
    severity,
    violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations }],
  };
}
