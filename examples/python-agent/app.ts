import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib/core';
import * as agentcore from 'cdk-agentcore';

const stack = new Stack(new App(), 'PythonAgent');
const secret = Secret.fromSecretNameV2(stack, 'Keys', 'rates/keys');
const apiKey = new agentcore.ApiKey(stack, 'RatesKey', { secret, jsonKey: 'rates' });

const rates = new agentcore.Runtime(stack, 'Rates', {
  artifact: agentcore.Artifact.fromPython(`${__dirname}/agents/rates`),
  uses: [agentcore.Use.model(agentcore.Model.bedrock('amazon.nova-pro-v1:0')), agentcore.Use.apiKey(apiKey)],
  lifecycle: { idleTimeout: Duration.minutes(5) },
});
new CfnOutput(stack, 'RuntimeArn', { value: rates.runtimeArn });
