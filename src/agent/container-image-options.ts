/** Options for `ContainerImage.fromDirectory`. */
export interface ContainerImageBuildOptions {
  /**
   * The path of the Dockerfile, relative to the directory.
   *
   * @default 'Dockerfile'
   */
  readonly file?: string;

  /**
   * The build arguments. Build arguments are readable in the image, so do not use them for secrets.
   *
   * @default - no build arguments
   */
  readonly buildArgs?: { [name: string]: string };

  /**
   * The stage of a multi-stage Dockerfile to build.
   *
   * @default - the last stage
   */
  readonly target?: string;

  /**
   * Patterns of files to exclude from the build context, in the syntax of `.dockerignore`.
   *
   * @default - the files that `.dockerignore` excludes, and files that look like credentials
   */
  readonly exclude?: string[];
}

/**
 * Options for `ContainerImage.fromEcrRepository`.
 *
 * Set either `tag` or `digest`.
 */
export interface EcrImageOptions {
  /**
   * The tag of the image: at most 300 letters, digits, underscores, periods and hyphens. Unless the repository has
   * immutable tags, the tag can refer to another image later.
   *
   * @default - the image is identified by `digest`
   */
  readonly tag?: string;

  /**
   * The digest of the image: `sha256:` followed by 64 hexadecimal digits. A digest always refers to the same image.
   *
   * @default - the image is identified by `tag`
   */
  readonly digest?: string;
}
