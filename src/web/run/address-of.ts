// Addresses of the server's routes. They are relative, because a proxy may serve the pages below a path.

/** @param route begins with a slash. Pages are one level deep, so this leads to the server's root. */
export function addressOf(route: string): string {
  return `.${route}`;
}
