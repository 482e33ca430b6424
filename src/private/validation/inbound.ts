/** The authorizer types of gateways whose callers send the credentials that a target needs. */
export interface Inbound {
  readonly types: string[];
  readonly reason: string;
}

/** By the type of the outbound credentials of a target. Other credentials fit all authorizer types. */
export const INBOUND: Readonly<Record<string, Inbound | undefined>> = {
  JWT_PASSTHROUGH: {
    types: ['CUSTOM_JWT', 'NONE'],
    reason: 'only their callers send a token that the gateway can forward',
  },
  CALLER_IAM_CREDENTIALS: {
    types: ['AUTHENTICATE_ONLY', 'AWS_IAM'],
    reason: 'only their callers have IAM credentials that the gateway can use',
  },
};
