"""Converts amounts of money. The API key of the rate service is in the token vault."""

import json
import os
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from bedrock_agentcore.identity.auth import requires_api_key
from bedrock_agentcore.runtime import BedrockAgentCoreApp
from strands import Agent, tool
from strands.models import BedrockModel

RATES_URL = "https://rates.example.com/latest"
SYSTEM_PROMPT = "You convert amounts of money. You look each rate up, and say which you used."

app = BedrockAgentCoreApp()


@tool
def convert(amount: float, rate: float) -> float:
    """Converts an amount by a rate, to the cent."""
    return round(amount * rate, 2)


def make_rate_tool():
    """Creates the tool for one request. All sessions share the state from before the first request."""

    @requires_api_key(provider_name=os.environ["API_KEY_PROVIDER"])
    def fetch_rate(source: str, target: str, *, api_key: str) -> float:
        query = urlencode({"from": source, "to": target})
        request = Request(f"{RATES_URL}?{query}", headers={"Authorization": f"Bearer {api_key}"})
        with urlopen(request, timeout=10) as response:
            return float(json.load(response)["rate"])

    # The model sees the parameters of a tool: the key is none of them.
    @tool
    def look_up_rate(source: str, target: str) -> float:
        """Looks up what one unit of a currency is in another, by their three letters."""
        return fetch_rate(source, target)

    return look_up_rate


@app.entrypoint
async def answer(payload):
    """Streams the answer of the model."""
    agent = Agent(
        model=BedrockModel(model_id=os.environ["MODEL_ID"]),
        system_prompt=SYSTEM_PROMPT,
        tools=[make_rate_tool(), convert],
        callback_handler=None,
    )
    async for event in agent.stream_async(payload["prompt"]):
        if "data" in event:
            yield {"text": event["data"]}


if __name__ == "__main__":
    app.run()
