// The encoding that a request accepts.

/**
 * Objects are read as they are stored. Google Cloud Storage and R2 decompress stored gzip for clients
 * that do not accept gzip. Proxies compress text on the way unless the client accepts `identity` only.
 */
export type AcceptedEncoding = 'gzip' | 'identity';

/** The part of a command that takes a header. */
interface Command {
  readonly middlewareStack: {
    add(
      // biome-ignore lint/suspicious/noExplicitAny: each command has middleware of its own type.
      middleware: (next: (args: any) => any) => (args: any) => any,
      options: { readonly step: 'deserialize'; readonly name: string },
    ): void;
  };
}

export function acceptEncoding(command: Command, encoding: AcceptedEncoding): void {
  command.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      headers['accept-encoding'] = encoding;
      return next(args);
    },
    // The header is set after signing: Google's servers change it on the way, which would break a
    // signature that covers it.
    { step: 'deserialize', name: 'acceptEncoding' },
  );
}
