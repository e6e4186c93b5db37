// The types of a package that has none.

declare module 'proxy-from-env' {
  /** The proxy for a URL, by the variables of the environment; empty if there is none. */
  export function getProxyForUrl(url: string): string;
}
