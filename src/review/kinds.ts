import { capital } from './phrases';

/** The kinds of resources in words, by type. Lower case, except for names of services and products. */
const KINDS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::RestApi': 'API Gateway REST API',
  'AWS::ApiGatewayV2::Api': 'API Gateway HTTP API',
  'AWS::Bedrock::Guardrail': 'guardrail',
  'AWS::Bedrock::KnowledgeBase': 'knowledge base',
  'AWS::Bedrock::ApplicationInferenceProfile': 'application inference profile',
  'AWS::BedrockAgentCore::ApiKeyCredentialProvider': 'API key',
  'AWS::BedrockAgentCore::BrowserCustom': 'browser',
  'AWS::BedrockAgentCore::BrowserProfile': 'browser profile',
  'AWS::BedrockAgentCore::CapacityProvider': 'capacity provider',
  'AWS::BedrockAgentCore::CodeInterpreterCustom': 'code interpreter',
  'AWS::BedrockAgentCore::ConfigurationBundle': 'configuration bundle',
  'AWS::BedrockAgentCore::ConsentPortal': 'consent portal',
  'AWS::BedrockAgentCore::Dataset': 'dataset',
  'AWS::BedrockAgentCore::Evaluator': 'evaluator',
  'AWS::BedrockAgentCore::Gateway': 'gateway',
  'AWS::BedrockAgentCore::GatewayRateLimit': 'gateway rate limit',
  'AWS::BedrockAgentCore::GatewayRule': 'gateway rule',
  'AWS::BedrockAgentCore::GatewayTarget': 'gateway target',
  'AWS::BedrockAgentCore::Harness': 'harness',
  'AWS::BedrockAgentCore::HarnessEndpoint': 'endpoint',
  'AWS::BedrockAgentCore::Memory': 'memory',
  'AWS::BedrockAgentCore::OAuth2CredentialProvider': 'OAuth client',
  'AWS::BedrockAgentCore::OnlineEvaluationConfig': 'online evaluation',
  'AWS::BedrockAgentCore::PaymentConnector': 'payment connector',
  'AWS::BedrockAgentCore::PaymentCredentialProvider': 'payment credential provider',
  'AWS::BedrockAgentCore::PaymentManager': 'payment manager',
  'AWS::BedrockAgentCore::Policy': 'policy',
  'AWS::BedrockAgentCore::PolicyEngine': 'policy engine',
  'AWS::BedrockAgentCore::ResourcePolicy': 'resource policy',
  'AWS::BedrockAgentCore::Runtime': 'runtime',
  'AWS::BedrockAgentCore::RuntimeEndpoint': 'endpoint',
  'AWS::BedrockAgentCore::WorkloadIdentity': 'workload identity',
  'AWS::CloudFront::Distribution': 'CloudFront distribution',
  'AWS::Cognito::UserPool': 'Cognito user pool',
  'AWS::DynamoDB::GlobalTable': 'DynamoDB table',
  'AWS::DynamoDB::Table': 'DynamoDB table',
  'AWS::EC2::Instance': 'EC2 instance',
  'AWS::EC2::SecurityGroup': 'security group',
  'AWS::EC2::Subnet': 'subnet',
  'AWS::EC2::VPC': 'VPC',
  'AWS::ECR::Repository': 'ECR repository',
  'AWS::ECS::TaskDefinition': 'ECS task',
  'AWS::EFS::AccessPoint': 'EFS access point',
  'AWS::EFS::FileSystem': 'EFS file system',
  'AWS::Events::EventBus': 'event bus',
  'AWS::Events::Rule': 'EventBridge rule',
  'AWS::IAM::Group': 'IAM group',
  'AWS::IAM::Role': 'IAM role',
  'AWS::IAM::User': 'IAM user',
  'AWS::Kinesis::Stream': 'Kinesis stream',
  'AWS::KMS::Key': 'KMS key',
  'AWS::Lambda::Function': 'Lambda function',
  'AWS::Lambda::Alias': 'Lambda alias',
  'AWS::Lambda::Version': 'Lambda version',
  'AWS::Logs::LogGroup': 'log group',
  'AWS::Pipes::Pipe': 'EventBridge pipe',
  'AWS::RDS::DBCluster': 'Aurora cluster',
  'AWS::RDS::DBInstance': 'RDS database',
  'AWS::S3::Bucket': 'bucket',
  'AWS::S3Files::AccessPoint': 'S3 Files access point',
  'AWS::S3Files::FileSystem': 'S3 Files file system',
  'AWS::S3Vectors::Index': 'vector index',
  'AWS::S3Vectors::VectorBucket': 'vector bucket',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::SecretsManager::Secret': 'secret',
  'AWS::SNS::Topic': 'SNS topic',
  'AWS::SQS::Queue': 'SQS queue',
  'AWS::SSM::Parameter': 'parameter',
  'AWS::StepFunctions::StateMachine': 'state machine',
};

/** The kind of a resource in a sentence, such as "Lambda function". */
export function kindOf(type: string): string {
  const known = KINDS[type];
  if (known) {
    return known;
  }
  const [, service = type, kind = ''] = type.split('::');
  return `${service} ${kind}`.trim();
}

/** The kind of a resource at the beginning of a line. */
export function titleOf(type: string): string {
  return capital(kindOf(type));
}

/** The duration in its largest whole unit, such as "15 min" or "8 h". */
export function durationOf(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number') {
    return undefined;
  }
  const units: ReadonlyArray<readonly [number, string]> = [
    [86_400, 'd'],
    [3600, 'h'],
    [60, 'min'],
  ];
  const [size, unit] = units.find(([each]) => seconds >= each && seconds % each === 0) ?? [1, 's'];
  return `${seconds / size} ${unit}`;
}
