export interface SignInProps {
  readonly region: string;
  readonly clientId: string;
  readonly user: string;
  readonly password: string;
}

interface InitiateAuthAnswer {
  readonly AuthenticationResult?: { readonly AccessToken: string };
  readonly ChallengeName?: string;
  readonly __type?: string;
  readonly message?: string;
}

/** Signs a user of an Amazon Cognito user pool in, and returns the access token. The request needs no AWS credentials. */
export async function signIn({ region, clientId, user, password }: SignInProps): Promise<string> {
  const endpoint =
    process.env.AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER ?? `https://cognito-idp.${region}.amazonaws.com`;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
    },
    body: JSON.stringify({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: user, PASSWORD: password },
    }),
  });
  const { AuthenticationResult, ChallengeName, __type, message } = (await response.json()) as InitiateAuthAnswer;
  if (AuthenticationResult) {
    return AuthenticationResult.AccessToken;
  }
  throw new Error(
    ChallengeName
      ? `${user} must complete ${ChallengeName} first. Set a permanent password with aws cognito-idp admin-set-user-password.`
      : `${user} cannot sign in: ${__type}: ${message}`,
  );
}
