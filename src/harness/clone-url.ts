import { quote } from '../private/validation/limit';
import { isUnknown } from '../private/validation/unknown';
import type { ValidationErrors } from '../private/validation/validation-errors';

/** The page of a directory or file on GitHub or GitLab: the URL of the repository, and the path in it. */
const WEB_PAGE =
  /^(https:\/\/(?:www\.)?github\.com\/[^/]+\/[^/]+|https:\/\/[^/]+\/\S+(?=\/-\/))(?:\/-)?\/(?:tree|blob)\/[^/]+\/?(.*)$/i;

/** Checks that a URL of a Git repository is not the URL of a page that shows a part of the repository. */
export function checkCloneUrl(errors: ValidationErrors, url: string): void {
  const [, repository, path] = (!isUnknown(url) && WEB_PAGE.exec(url)) || [];
  if (repository) {
    const directory = path.replace(/(^|\/)SKILL\.md$/i, '');
    const inside = directory ? `, and path: ${quote(directory)}` : '';
    errors.add(
      `skills: the url of a Git repository must be the URL to clone, got the URL of a web page: ${quote(url)}. Use ${quote(repository)}${inside}.`,
    );
  }
}
