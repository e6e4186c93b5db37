// Hides the user and the password in an address that people are shown.

/** They stand before the host. Of what is no URL of HTTP nobody knows where they end, so all before the last @ is hidden. */
export function hidePassword(address: string): string {
  const isUrl = /^\s*https?:/i.test(address) && URL.canParse(address);
  if (!isUrl) return address.replace(/^.*@/s, '…@');
  // As a browser reads it: slashes may lean either way or be left out, and a password may have an @.
  return address.replace(/^(\s*\w+:[/\\]*)[^/\\?#]*@/, '$1…@');
}
