// Listings of an S3 server that show other storage classes than it knows.

import type { IncomingMessage, ServerResponse } from 'node:http';

/** Changes storage classes in a page of ListObjectsV2. */
export async function passListing(
  answer: IncomingMessage,
  outgoing: ServerResponse,
  storageClasses: ReadonlyMap<string, string>,
): Promise<void> {
  let page = '';
  for await (const text of answer.setEncoding('utf8') as AsyncIterable<string>) page += text;
  const told = page.replace(/<Contents>.*?<\/Contents>/gs, (entry) => {
    const key = unescapeXml(/<Key>(.*?)<\/Key>/s.exec(entry)?.[1] ?? '');
    const storageClass = storageClasses.get(key) ?? storageClasses.get(decodeURIComponentOr(key));
    if (storageClass === undefined) return entry;
    const element = `<StorageClass>${storageClass}</StorageClass>`;
    return entry.includes('<StorageClass>')
      ? entry.replace(/<StorageClass>.*?<\/StorageClass>/s, element)
      : entry.replace('</Contents>', `${element}</Contents>`);
  });
  const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
  outgoing.writeHead(answer.statusCode ?? 500, headers).end(told);
}

/** Keys of a listing are URL-encoded if the request asked for it. */
function decodeURIComponentOr(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function unescapeXml(text: string): string {
  const names: Record<string, string> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return names[name as string] ?? whole;
  });
}
