import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Binding } from '../private/iam/binding';
import { ARNS } from '../private/validation/arn';
import { checkReference, DOUBTFUL } from '../private/validation/environment';

const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];

/**
 * Checks the location of a repository, and allows the pull in the resource policy of a repository in another account.
 */
export function checkRepository(binding: Binding, arn: string, repository?: IRepository): void {
  const isAllowed = repository && binding.isOfOtherAccount(repository.env) && allowPull(binding, repository);
  const reference = { kind: ARNS.repository, arn, env: repository?.env };
  const rule = isAllowed ? { ...DOUBTFUL, account: 'any' as const } : DOUBTFUL;
  checkReference(binding.errors, 'image: the repository', reference, rule);
}

/** Returns whether the resource policy of the repository can be edited. */
function allowPull({ stack }: Binding, repository: IRepository): boolean {
  const principals = [new AccountPrincipal(stack.account)];
  return repository.addToResourcePolicy(new PolicyStatement({ actions: PULL, principals })).statementAdded;
}

/** Grants permission to pull an image from a private repository. */
export function permitPull(binding: Binding, repositoryArn: string, feature = 'Image'): void {
  binding.permissions.add({ feature, actions: PULL, resources: [repositoryArn] });
  binding.permissions.add({ feature: `${feature}Token`, actions: ['ecr:GetAuthorizationToken'], resources: ['*'] });
  for (const service of ['ecr.api', 'ecr.dkr', 's3']) {
    binding.services.add(service);
  }
}

/** Grants permission to pull an image from Amazon ECR Public. */
export function permitPublicPull(binding: Binding): void {
  binding.permissions.add({
    feature: 'ImagePublicToken',
    actions: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    resources: ['*'],
  });
}

/**
 * Grants permission to pull the managed image of a harness. In a VPC, AgentCore pulls it from a private repository in
 * the Region of the agent, otherwise from Amazon ECR Public.
 */
export function permitManagedImage(binding: Binding, inVpc: boolean): void {
  permitPublicPull(binding);
  if (inVpc) {
    const repositories = { service: 'ecr', account: '*', resource: 'repository', resourceName: 'harness-*' };
    permitPull(binding, binding.stack.formatArn(repositories), 'ManagedImage');
  }
}
