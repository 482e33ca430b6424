// Calls an API with a token from the token vault. The function has a workload identity, and no secret in its environment.
import {
  BedrockAgentCoreClient,
  GetResourceOauth2TokenCommand,
  GetWorkloadAccessTokenCommand,
} from '@aws-sdk/client-bedrock-agentcore';

const client = new BedrockAgentCoreClient();

export async function handler({ repository }) {
  const { workloadAccessToken } = await client.send(
    new GetWorkloadAccessTokenCommand({ workloadName: process.env.WORKLOAD_NAME }),
  );
  const { accessToken } = await client.send(
    new GetResourceOauth2TokenCommand({
      workloadIdentityToken: workloadAccessToken,
      resourceCredentialProviderName: process.env.OAUTH_PROVIDER,
      oauth2Flow: 'M2M',
      scopes: ['issues:read'],
    }),
  );
  const response = await fetch(`${process.env.ISSUES_URL}/${repository}/issues`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  if (!response.ok) {
    throw new Error(`the issues of ${repository} cannot be read: ${response.status}`);
  }
  return response.json();
}
