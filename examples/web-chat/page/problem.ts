/** A problem in words for the user. */
export class Problem extends Error {
  /** @param needsSignIn Whether the user must sign in to continue */
  public constructor(
    message: string,
    public readonly needsSignIn = false,
  ) {
    super(message);
  }
}
