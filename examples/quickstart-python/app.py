"""The quickstart, as a CDK app in Python."""

from aws_cdk import App, CfnOutput, Stack
from cdk_agentcore import Harness, Model

app = App()
stack = Stack(app, "Quickstart")
assistant = Harness(
    stack,
    "Assistant",
    model=Model.bedrock("global.anthropic.claude-sonnet-4-6"),
    system_prompt="You are a helpful assistant. Answer briefly, and say when you do not know.",
)
CfnOutput(stack, "HarnessArn", value=assistant.agent_arn)
app.synth()
