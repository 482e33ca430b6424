/**
 * The meaning of the patterns in the schemas and the API, in words that follow `must` in messages. The generator fails for a
 * pattern without words, and for words without a pattern.
 */
const LETTERS_DIGITS_UNDERSCORES = (atMost: number) =>
  `start with a letter and contain only letters, digits and underscores (at most ${atMost} characters)`;
const TAG_CHARACTERS = 'contain only letters, digits, white space and the characters . _ : / = + @ -';
const SCOPE_CHARACTERS = 'contain only printable ASCII characters without spaces, quotation marks and backslashes';
const NAME_CHARACTERS = 'contain only letters, digits, hyphens and underscores';
const CLAIM_VALUE = 'contain only letters, digits, underscores, periods and hyphens';
const CLAIM_NAME = 'contain only letters, digits, underscores, periods, slashes and colons';
const SECURITY_GROUP = 'be the ID of a security group: sg- followed by';
const SUBNET = 'be the ID of a subnet: subnet- followed by';
const ARN = 'be an ARN';
const ECR_IMAGE =
  'be the URI of an image in a private Amazon ECR repository (<account>.dkr.ecr.<region>.amazonaws.com/<repository>) or in public.ecr.aws, with an optional :tag or @digest';
const KMS_KEY = 'be the ARN of a KMS key (not of an alias)';
const RESOURCE_CONFIGURATION = 'be the ID (rcfg-…) or the ARN of a VPC Lattice resource configuration';
const TEN_CHARACTERS = 'a hyphen and 10 letters or digits';

export const PATTERN_WORDS: Record<string, string> = {
  // Names.
  '^[a-zA-Z][a-zA-Z0-9_]{0,39}$': LETTERS_DIGITS_UNDERSCORES(40),
  '^[a-zA-Z][a-zA-Z0-9_]{0,47}$': LETTERS_DIGITS_UNDERSCORES(48),
  '^[a-zA-Z][a-zA-Z0-9_-]{0,47}$':
    'start with a letter and contain only letters, digits, hyphens and underscores (at most 48 characters)',
  '^[a-zA-Z][a-zA-Z0-9_-]*$': 'start with a letter and contain only letters, digits, hyphens and underscores',
  '^[a-zA-Z0-9_-]+$': NAME_CHARACTERS,
  '^[a-zA-Z0-9\\-_]+$': NAME_CHARACTERS,
  '^([0-9a-zA-Z][-]?){1,100}$':
    'contain only letters, digits and single hyphens, starting with a letter or digit (at most 100 letters and digits)',
  '^[a-zA-Z_][a-zA-Z0-9_]*$': 'start with a letter or underscore and contain only letters, digits and underscores',
  '^[A-Za-z][A-Za-z0-9_-]{0,255}$':
    'start with a letter and contain only letters, digits, hyphens and underscores (at most 256 characters)',
  '^[^\\s]+$': 'contain no white space',
  '^(?!memoryStrategyId$|actorId$|sessionId$)[a-z][a-z0-9]*$':
    'start with a lowercase letter, contain only lowercase letters and digits, and not be memoryStrategyId, actorId or sessionId',
  '^[a-z0-9][a-z0-9-_]*$':
    'start with a lowercase letter or digit and contain only lowercase letters, digits, hyphens and underscores',
  '^[!-~][ -~]*[!-~]$|^[!-~]$': 'contain only printable ASCII characters and not start or end with a space',
  '^[a-zA-Z0-9-]+$': 'contain only letters, digits and hyphens',
  '^[a-zA-Z0-9._-]+$': 'contain only letters, digits, periods, underscores and hyphens',
  '^(\\*|@?[^/]+(/[^/]+)?)$':
    'be *, the name of a tool, @ and the name of a server, or @server/tool (with at most one slash)',
  // IDs.
  '^[a-zA-Z][a-zA-Z0-9_]{0,39}-[a-zA-Z0-9]{10}$': `be the ID of a harness: its name, ${TEN_CHARACTERS}`,
  '^[a-zA-Z][a-zA-Z0-9_]{0,99}-[a-zA-Z0-9]{10}$': `be the ID of a runtime: its name, ${TEN_CHARACTERS}`,
  '^[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9]{10}$': `be the ID of a memory strategy: its name, ${TEN_CHARACTERS}`,
  '^([0-9a-z][-]?){1,100}-[0-9a-z]{10}$':
    'be the ID of a gateway: its name in lowercase, a hyphen and 10 lowercase letters or digits',
  '^([1-9][0-9]{0,4})$': 'be a version number between 1 and 99999, without leading zeros',
  '^(?:([1-9][0-9]{0,4})|([a-zA-Z][a-zA-Z0-9_]{0,47}))$':
    'be a version number between 1 and 99999, or the name of an endpoint (letters, digits and underscores, starting with a letter, at most 48 characters)',
  '^[0-9]{12}$': 'be an account ID of 12 digits',
  '^sg-(([0-9a-z]{8})|([0-9a-z]{17}))$': `${SECURITY_GROUP} 8 or 17 lowercase letters or digits`,
  '^sg-[0-9a-zA-Z]{8,17}$': `${SECURITY_GROUP} 8 to 17 letters or digits`,
  '^(sg-[0-9a-f]{8,40})$': `${SECURITY_GROUP} 8 to 40 hexadecimal digits`,
  '^subnet-[0-9a-zA-Z]{8,17}$': `${SUBNET} 8 to 17 letters or digits`,
  '^subnet-[0-9a-f]{8,40}$': `${SUBNET} 8 to 40 hexadecimal digits`,
  '^vpc-(([0-9a-z]{8})|([0-9a-z]{17}))$': 'be the ID of a VPC: vpc- followed by 8 or 17 lowercase letters or digits',
  '^((rcfg-[0-9a-z]{17})|(arn:[a-z0-9\\-]+:vpc-lattice:[a-zA-Z0-9\\-]+:\\d{12}:resourceconfiguration/rcfg-[0-9a-z]{17}))$':
    RESOURCE_CONFIGURATION,
  '^cr-[0-9a-z]+$': 'be the ID of a Capacity Reservation: cr- followed by lowercase letters or digits',
  '^snap-[a-f0-9]{8,17}$': 'be the ID of an EBS snapshot: snap- followed by 8 to 17 hexadecimal digits',
  '^ephemeral[0-9]+$': 'be ephemeral followed by a number, such as ephemeral0',
  '^(arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}|fs-[0-9a-f]{17,40})$':
    'be the ID (fs-…) or the ARN of an S3 Files file system',
  // ARNs.
  '^arn:aws[-a-z]*:elasticfilesystem:[0-9a-z-:]+:access-point/fsap-[0-9a-f]{8,40}$':
    'be the ARN of an Amazon EFS access point (…:access-point/fsap-…)',
  '^arn:aws[-a-z]*:s3files:[0-9a-z-:]+:file-system/fs-[0-9a-f]{17,40}/access-point/fsap-[0-9a-f]{17,40}$':
    'be the ARN of an S3 Files access point (…:file-system/fs-…/access-point/fsap-…)',
  '^arn:aws(-[^:]+)?:iam::[0-9]{12}:role/.+$': 'be the ARN of an IAM role',
  '^arn:aws(-[^:]+)?:iam::([0-9]{12})?:role/.+$': 'be the ARN of an IAM role',
  '^arn:(aws[a-zA-Z-]*)?:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+$': 'be the ARN of an IAM role',
  '^arn:aws(-[^:]+)?:iam::[0-9]{12}:instance-profile/([!-~]{1,510}/)?([\\w+=,.@-]{1,128})$':
    'be the ARN of an IAM instance profile',
  '^arn:aws(-[^:]+)?:events:[a-z0-9-]+:[0-9]{12}:event-bus/.+$': 'be the ARN of an EventBridge event bus',
  '^arn:aws(-[^:]+)?:lambda:[a-z0-9-]+:[0-9]{12}:function:.+$': 'be the ARN of a Lambda function',
  '^arn:(aws[a-zA-Z-]*)?:lambda:([a-z]{2}(-gov)?-[a-z]+-\\d{1}):(\\d{12}):function:([a-zA-Z0-9-_.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?$':
    'be the ARN of a Lambda function, alias or version',
  '^arn:aws(-[^:]+)?:sns:[a-z0-9-]+:[0-9]{12}:.+$': 'be the ARN of an SNS topic',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:memory/[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9]{10}$':
    'be the ARN of an AgentCore memory (…:memory/<name>-<10 characters>)',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:token-vault/[a-zA-Z0-9-.]+/apikeycredentialprovider/[a-zA-Z0-9-.]+$':
    'be the ARN of an API key credential provider (…:token-vault/<vault>/apikeycredentialprovider/<name>, in which names contain only letters, digits, hyphens and periods)',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:(aws|[0-9]{12}):browser(-custom)?/(aws\\.browser\\.v1|[a-zA-Z][a-zA-Z0-9_]{0,47}-[a-zA-Z0-9]{10})$':
    'be the ARN of an AgentCore browser (…:browser-custom/<name>-<10 characters>)',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:(aws|[0-9]{12}):code-interpreter(-custom)?/(aws\\.codeinterpreter\\.v1|[a-zA-Z][a-zA-Z0-9_]{0,47}-[a-zA-Z0-9]{10})$':
    'be the ARN of an AgentCore code interpreter (…:code-interpreter-custom/<name>-<10 characters>)',
  '^arn:aws(|-cn|-us-gov):bedrock-agentcore:[a-z0-9-]{1,20}:[0-9]{12}:gateway/([0-9a-z][-]?){1,48}-[a-z0-9]{10}$':
    'be the ARN of an AgentCore gateway (…:gateway/<name>-<10 characters>)',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:capacity-provider/[a-zA-Z][a-zA-Z0-9_]{0,47}-[a-zA-Z0-9]{10}$':
    'be the ARN of an AgentCore capacity provider (…:capacity-provider/<name>-<10 characters>)',
  '^arn:aws(-[^:]+)?:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:runtime/[a-zA-Z][a-zA-Z0-9_]{0,47}-[a-zA-Z0-9]{10}$':
    'be the ARN of an AgentCore runtime (…:runtime/<name>-<10 characters>)',
  '^arn:aws(-[^:]+)?:resource-groups:[a-z0-9-]+:[0-9]{12}:group/[a-zA-Z0-9_-]+$': 'be the ARN of a resource group',
  '^arn:aws(-[^:]+)?:kms:[a-z0-9-]+:[0-9]{12}:key/[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$':
    KMS_KEY,
  '^arn:aws(|-cn|-us-gov):kms:[a-zA-Z0-9-]*:[0-9]{12}:key/[a-zA-Z0-9-]{36}$': KMS_KEY,
  '^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[a-zA-Z0-9/_-]+|(arn:aws[-a-z]*:kms:[a-z0-9-]+:\\d{12}:((key/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})|(key/mrk-[0-9a-f]{32})|(alias/[a-zA-Z0-9/_-]+))))$':
    'be the ID, the alias or the ARN of a KMS key',
  '^arn:aws(-[^:]+)?:license-manager:[a-z0-9-]+:[0-9]{12}:license-configuration:[a-zA-Z0-9_-]+$':
    'be the ARN of a License Manager license configuration',
  '^(arn:aws[a-zA-Z0-9-]*:s3:::.+)$': 'be the ARN of an S3 bucket',
  '^arn:([^:]*):([^:]*):([^:]*):([0-9]{12})?:(.+)$': ARN,
  '^arn:[a-z0-9-]+:bedrock-agentcore:[a-z0-9-]*:[0-9]{12}:.+$': 'be the ARN of an AgentCore resource',
  '^arn:(aws(?:-cn|-us-gov|-iso(?:-[bef])?)?):[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[a-z0-9-\\.]{0,63}:[^/].{0,1023}$':
    ARN,
  // URLs and paths.
  '^.+/\\.well-known/openid-configuration$': 'end with /.well-known/openid-configuration',
  '^\\w+:(\\/?\\/?)[^\\s]+$': 'be a URL without white space',
  '^https://[^#@]+$': 'be an https:// URL without a user (@) and a fragment (#)',
  '^https://.*': 'start with https://',
  '^https://[a-zA-Z0-9\\-\\.]+(:[0-9]{1,5})?(/.*)?$':
    'be an https:// URL with a host name and an optional port and path',
  '^s3://': 'start with s3://',
  '^s3://.{1,2043}$': 'start with s3:// and contain at most 2048 characters',
  '^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$':
    'be the name of an S3 bucket: 3 to 63 lowercase letters, digits, periods and hyphens, starting and ending with a letter or digit',
  '^/mnt/[a-zA-Z0-9._-]+/?$':
    'be one directory below /mnt, such as /mnt/data, with letters, digits, periods, underscores and hyphens',
  '^([^*?\\[\\]]|\\*)+$': 'not contain the characters ? [ ]',
  '^[a-zA-Z0-9/._-]+$': 'contain only letters, digits, slashes, periods, underscores and hyphens',
  '^[a-zA-Z0-9\\-_/]*(\\{[a-zA-Z][a-zA-Z0-9]*\\}[a-zA-Z0-9\\-_/]*)*$':
    'contain only letters, digits, hyphens, underscores, slashes and variables such as {actorId}',
  '^/[a-zA-Z0-9\\-\\._/]+$':
    'start with a slash and contain only letters, digits, hyphens, periods, underscores and slashes',
  '^[a-zA-Z0-9\\-\\._\\*\\?@]+(/[a-zA-Z0-9\\-\\._\\*\\?@]+)*$':
    'be the name of a model, in which * and ? are wildcards: letters, digits and the characters - . _ * ? @, with single slashes between parts',
  '^(|.*/)$': 'be empty or end with a slash',
  '^(\\/|(\\/(?!\\.)+[^$#<>;;`|&?{}^*/\\n]+){1,4})$':
    'be /, or an absolute path of at most 4 directories that do not start with a period or contain any of $ # < > ; ` | & ? { } ^ *',
  // Container images, scopes, claims and tags.
  '^(([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.amazonaws\\.com(\\.cn)?|public\\.ecr\\.aws)/((?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*)(?::([^:@]{1,300}))?(?:@(.+))?$':
    ECR_IMAGE,
  '^(([0-9]{12})\\.dkr\\.ecr\\.([a-z0-9-]+)\\.([a-z0-9-]+(?:\\.[a-z0-9-]+)+)|public\\.ecr\\.aws)/((?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*)(?::([^:@]{1,300}))?(?:@(.+))?$':
    ECR_IMAGE,
  '^[\\x21\\x23-\\x5B\\x5D-\\x7E]{1,255}$': SCOPE_CHARACTERS,
  '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$': SCOPE_CHARACTERS,
  '^[A-Za-z0-9_.-]+$': CLAIM_VALUE,
  '^[A-Za-z0-9_.-:]+$': CLAIM_NAME,
  '^[A-Za-z0-9_.:#-]+$': 'contain only letters, digits and the characters _ . : # -',
  '^[a-zA-Z0-9\\s_.:/=+\\-@]{1,128}$': TAG_CHARACTERS,
  '^[a-zA-Z0-9\\s_.:/=+\\-@]*$': TAG_CHARACTERS,
  '^[a-zA-Z0-9\\s._:/=+@-]*$': TAG_CHARACTERS,
  '^[a-zA-Z0-9\\s._:/=+@-]{1,128}$': TAG_CHARACTERS,
  '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)$': TAG_CHARACTERS,
  '^([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)$': TAG_CHARACTERS,
  // Of types that no construct of this library synthesizes.
  '^[a-zA-Z][a-zA-Z0-9_/-]{0,127}$':
    'start with a letter and contain only letters, digits, underscores, slashes and hyphens (at most 128 characters)',
  '^[a-zA-Z][a-zA-Z0-9_]{0,99}$': LETTERS_DIGITS_UNDERSCORES(100),
  '^[a-zA-Z][a-zA-Z0-9_:/.\\-]{0,2047}$':
    'start with a letter and contain only letters, digits and the characters _ : / . - (at most 2048 characters)',
  '^.+$': 'be one line that is not empty',
  '^[a-zA-Z0-9_-]{1,50}$': `${NAME_CHARACTERS} (at most 50 characters)`,
  '^([0-9a-zA-Z][-]?){1,48}$':
    'contain only letters, digits and single hyphens, starting with a letter or digit (at most 48 letters and digits)',
  '^[a-zA-Z0-9][a-zA-Z0-9\\-_\\.]{0,62}[a-zA-Z0-9]$':
    'be 2 to 64 letters, digits, hyphens, underscores and periods, starting and ending with a letter or digit',
  '^[a-zA-Z0-9]([a-zA-Z0-9-]{0,62}[a-zA-Z0-9])?$':
    'be 1 to 64 letters, digits and hyphens, starting and ending with a letter or digit',
  '^[a-zA-Z][a-zA-Z0-9]{0,47}$': 'start with a letter and contain only letters and digits (at most 48 characters)',
  '^[A-Za-z][A-Za-z0-9_]*$': 'start with a letter and contain only letters, digits and underscores',
  '^[A-Za-z][A-Za-z0-9_]*-[a-z0-9_]{10}$': `be the ID of a policy engine: its name, ${TEN_CHARACTERS}`,
  '^[a-zA-Z][a-zA-Z0-9._]+$': 'start with a letter and contain only letters, digits, periods and underscores',
  '^[a-zA-Z0-9._#/:-]+$': 'contain only letters, digits and the characters . _ # / : -',
  '^[.\\-_/#A-Za-z0-9]+$': 'contain only letters, digits and the characters . - _ / #',
  '^[A-Za-z0-9_.:/-]+$': 'contain only letters, digits and the characters _ . : / -',
  '^[A-Za-z0-9_.:-]+$': CLAIM_NAME,
  '^[a-zA-Z0-9\\s]+$': 'contain only letters, digits and white space',
  '^[^\\p{C}]*$': 'contain no control characters',
  '^(?!aws:)[a-zA-Z+-=._:/]+$': `${TAG_CHARACTERS}, and not start with aws:`,
  '^/[\\w\\-.]+/\\*$': 'be a slash, the name of a target, and /*',
  '^(targetName|toolName|qualifiedModelId|\\$\\.context\\.iam\\.principal|\\$\\.context\\.iam\\.sourceIdentity|\\$\\.context\\.jwt\\.[a-zA-Z_][a-zA-Z0-9_\\-\\.]{0,61}[a-zA-Z0-9_])$':
    'be targetName, toolName, qualifiedModelId, or a path such as $.context.iam.principal or $.context.jwt.<claim>',
  '^(Builtin\\.[a-zA-Z0-9._-]+|ThirdParty\\.[a-zA-Z0-9._-]+|[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9]{10})$':
    'be the ID of an evaluator: Builtin.<name>, ThirdParty.<name>, or <name>-<10 characters>',
  '^(Builtin\\.[a-zA-Z0-9._-]+|ThirdParty\\.[a-zA-Z0-9_-]+\\.[a-zA-Z0-9_-]+|[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9]{10})$':
    'be the ID of an evaluator: Builtin.<name>, ThirdParty.<provider>.<name>, or <name>-<10 characters>',
  '^[a-f0-9]{8}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{4}-[a-f0-9]{12}$': 'be a UUID in lowercase',
  '^s3://[a-z0-9][a-z0-9.\\-]{1,61}[a-z0-9]/.{1,1024}$': 'be s3://<bucket>/<key>',
  '^\\w+:(/?/?)[^\\s]+$': 'be a URL without white space',
  '^[^\\s?#]+/\\.well-known/(openid-configuration|oauth-authorization-server)(/[^\\s?#]+)?$':
    'contain /.well-known/openid-configuration or /.well-known/oauth-authorization-server',
  '^arn:(aws(?:-cn|-us-gov|-iso(?:-[bef])?)?):secretsmanager:[a-z0-9-]+:\\d{12}:secret:[a-zA-Z0-9/_+=.@-]+$':
    'be the ARN of a secret in AWS Secrets Manager',
  '^arn:(aws(?:-cn|-us-gov|-iso(?:-[bef])?)?):iam::[0-9]{12}:role/.+$': 'be the ARN of an IAM role',
  '^arn:aws(-[a-z-]+)?:iam::[0-9]{12}:role/[a-zA-Z0-9+=,.@\\-_/]+$': 'be the ARN of an IAM role',
  '^(arn:aws[a-zA-Z-]*:iam::(\\d{12}|\\*):(user|role)/[\\w+=,.@*?/-]+|arn:aws[a-zA-Z-]*:sts::(\\d{12}|\\*):assumed-role/[\\w+=,.@*?/-]+)$':
    'be the ARN of an IAM user, an IAM role, or an assumed role',
  '^arn:(aws|aws-cn|aws-us-gov|aws-iso|aws-iso-b|aws-iso-e|aws-iso-f|aws-eusc):bedrock-agentcore:[a-z0-9-]{1,32}:[0-9]{12}:token-vault/[a-zA-Z0-9_-]{1,64}/oauth2credentialprovider/[a-zA-Z0-9_-]{1,128}$':
    'be the ARN of an OAuth2 credential provider (…:token-vault/<vault>/oauth2credentialprovider/<name>)',
  '^([0-9a-z][-]?){1,100}-[0-9a-z]{10}$|^arn:aws(-[a-z-]+)?:bedrock-agentcore:[a-z0-9-]{1,20}:[0-9]{12}:gateway/([0-9a-z][-]?){1,48}-[a-z0-9]{10}$':
    'be the ID or the ARN of an AgentCore gateway',
  '^arn:aws(|-cn|-us-gov):kms:[a-zA-Z0-9-]+:[0-9]{12}:key/[a-zA-Z0-9-]{36}$': KMS_KEY,
  '^arn:aws:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:policy-engine\\/[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9_]{10}$':
    'be the ARN of an AgentCore policy engine (…:policy-engine/<name>-<10 characters>)',
  '^arn:aws[a-zA-Z-]*:bedrock-agentcore:[a-z0-9-]+:[0-9]{12}:configuration-bundle/[a-zA-Z][a-zA-Z0-9-_]{0,99}-[a-zA-Z0-9]{10}$':
    'be the ARN of an AgentCore configuration bundle (…:configuration-bundle/<name>-<10 characters>)',
  // Numbers in text, and the rest.
  '^[0-9]+$': 'be a whole number in digits',
  '^[0-7]{3,4}$': 'be 3 or 4 octal digits, such as 0755',
  '^[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}$': 'be an IPv4 address',
  '^(.+)$': 'not be empty',
};

/** Some schemas leave the anchors out; the service matches the whole value. */
export function anchored(pattern: string): string {
  if (/^\^|\$$/.test(pattern)) {
    return pattern;
  }
  let rest = pattern.replace(/\\.|\[[^\]]*\]/g, '');
  while (/\([^()]*\)/.test(rest)) {
    rest = rest.replace(/\([^()]*\)/g, '');
  }
  return rest.includes('|') ? `^(?:${pattern})$` : `^${pattern}$`;
}
