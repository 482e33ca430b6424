import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'ApprovalWorkflow');
const timeToDecide = Duration.days(3);

// A person may decide when the session has long been idle. Then the agent loads the conversation from the memory.
const conversations = new agentcore.MemoryStore(stack, 'Conversations', {
  eventExpiry: Duration.days(7),
  removalPolicy: RemovalPolicy.DESTROY,
});
const advisor = new agentcore.Harness(stack, 'Advisor', {
  model: agentcore.Model.bedrock('global.amazon.nova-2-lite-v1:0'),
  systemPrompt: 'You work for a shop. You advise the person who decides about refunds, and write to customers.',
  memory: agentcore.HarnessMemory.store(conversations, { actorId: 'approvals' }),
  limits: { maxIterations: 10, timeout: Duration.minutes(10) },
});

// The functions of the approval: they sign links, and verify them.
const signingKey = new Secret(stack, 'SigningKey', {
  generateSecretString: { passwordLength: 64, excludePunctuation: true },
});
const approvers = new Topic(stack, 'Approvers', { enforceSSL: true });
const node = {
  runtime: lambda.Runtime.NODEJS_24_X,
  architecture: lambda.Architecture.ARM_64,
  timeout: Duration.seconds(20),
};
const approval = lambda.Code.fromAsset(`${__dirname}/functions/approval`);
const decide = new lambda.Function(stack, 'decide', {
  ...node,
  code: approval,
  handler: 'decide.handler',
  environment: { SIGNING_KEY_ARN: signingKey.secretArn },
});
// The signature in the link is the authorization.
const decideUrl = decide.addFunctionUrl({ authType: lambda.FunctionUrlAuthType.NONE });
const ask = new lambda.Function(stack, 'ask', {
  ...node,
  code: approval,
  handler: 'ask.handler',
  environment: {
    SIGNING_KEY_ARN: signingKey.secretArn,
    DECIDE_URL: decideUrl.url,
    TOPIC_ARN: approvers.topicArn,
    SECONDS_TO_DECIDE: `${timeToDecide.toSeconds()}`,
  },
});
signingKey.grantRead(ask);
signingKey.grantRead(decide);
approvers.grantPublish(ask);
const refund = new lambda.Function(stack, 'refund', {
  ...node,
  code: lambda.Code.fromAsset(`${__dirname}/functions/refund`),
  handler: 'index.handler',
});

// The states of the workflow. The variables are known to all states after the first.
const begin = sfn.Pass.jsonata(stack, 'Begin', {
  assign: { order: '{% $states.input %}', session: '{% $uuid() %}' },
});
const advise = agentcore.InvokeHarness.jsonata(stack, 'Advise', {
  harness: advisor,
  sessionId: '{% $session %}',
  prompt:
    '{% "Order " & $order.orderId & ": the customer wants a refund of " & $order.amount & " euros, because: " & $order.reason & ". Should we refund it? Answer in three sentences." %}',
  outputs: agentcore.InvokeHarness.jsonataResult(),
});
const approve = LambdaInvoke.jsonata(stack, 'Wait for a person', {
  lambdaFunction: ask,
  integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
  payload: sfn.TaskInput.fromObject({
    token: '{% $states.context.Task.Token %}',
    order: '{% $order %}',
    advice: '{% $states.input.text %}',
  }),
  taskTimeout: sfn.Timeout.duration(timeToDecide),
});
const pay = LambdaInvoke.jsonata(stack, 'Refund', {
  lambdaFunction: refund,
  payload: sfn.TaskInput.fromObject({ orderId: '{% $order.orderId %}', amount: '{% $order.amount %}' }),
  outputs: '{% $states.result.Payload %}',
});
const write = agentcore.InvokeHarness.jsonata(stack, 'Write to the customer', {
  harness: advisor,
  sessionId: '{% $session %}',
  prompt: '{% "The refund is approved, with the ID " & $states.input.refundId & ". Write to the customer." %}',
  overrides: { limits: { maxIterations: 1 } },
  outputs: {
    decision: 'approved',
    refundId: '{% $states.input.refundId %}',
    message: agentcore.InvokeHarness.jsonataResult().text,
  },
});
const unfinished = sfn.Fail.jsonata(stack, 'Unfinished', {
  error: 'AgentUnfinished',
  cause: '{% "The agent stopped with " & $states.input.stopReason & "." %}',
});
const expired = sfn.Fail.jsonata(stack, 'Expired', {
  error: 'ApprovalExpired',
  cause: `No one decided within ${timeToDecide.toDays()} days.`,
});
const rejected = sfn.Succeed.jsonata(stack, 'Rejected', { outputs: { decision: 'rejected' } });

const approved = sfn.Choice.jsonata(stack, 'Approved?')
  .when(sfn.Condition.jsonata('{% $states.input.decision = "approved" %}'), pay.next(write))
  .otherwise(rejected);
const finished = sfn.Choice.jsonata(stack, 'Finished?')
  .when(
    sfn.Condition.jsonata('{% $states.input.stopReason = "end_turn" %}'),
    approve.addCatch(expired, { errors: [sfn.Errors.TIMEOUT] }).next(approved),
  )
  .otherwise(unfinished);
const workflow = new sfn.StateMachine(stack, 'Workflow', {
  queryLanguage: sfn.QueryLanguage.JSONATA,
  definitionBody: sfn.DefinitionBody.fromChainable(begin.next(advise).next(finished)),
});

// A separate policy, because the workflow depends on the URL of the function, and so on the default policy of its role.
new Policy(stack, 'DecideTasks', {
  roles: decide.role && [decide.role],
  statements: [new PolicyStatement({ actions: ['states:SendTaskSuccess'], resources: [workflow.stateMachineArn] })],
});

const outputs = {
  HarnessArn: advisor.harnessArn,
  StateMachineArn: workflow.stateMachineArn,
  TopicArn: approvers.topicArn,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}
