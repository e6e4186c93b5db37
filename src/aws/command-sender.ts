// Sends commands of one kind by handlers that are used again. The SDK makes a handler of some thirty middlewares for
// each command, which is nearly half of what sending one costs. It can keep a handler (`cacheMiddleware`), but only for
// commands without a signal or middleware of their own.

/** The part of an SDK client that is needed. */
interface SdkClient {
  readonly middlewareStack: unknown;
  readonly config: { readonly requestHandler: object };
}

interface SdkCommand<Output> {
  // biome-ignore lint/suspicious/noExplicitAny: each client has types of its own for these.
  resolveMiddleware(stack: any, config: any, options: any): Handler<Output>;
}

// biome-ignore lint/suspicious/noExplicitAny: a handler takes any command of its kind.
type Handler<Output> = (command: any) => Promise<{ readonly output: Output }>;

interface RequestHandler {
  handle(request: unknown, options: object): Promise<unknown>;
}

interface Slot<Output, Result> {
  readonly handler: Handler<Output>;
  readonly finish: (output: Output) => Result;
  /** That of the command that is being sent. */
  signal: AbortSignal | undefined;
}

/**
 * All commands go to the same bucket or function: a handler remembers where the last one went. `prepare` may add
 * middleware to a handler's first command, which then serves all others; it says what becomes of an output. Throws what
 * the SDK throws.
 */
export function createSender<Output, Result>(
  client: SdkClient,
  prepare: (command: SdkCommand<Output>) => (output: Output) => Result,
): (command: SdkCommand<Output>, signal: AbortSignal) => Promise<Result> {
  const free: Slot<Output, Result>[] = [];

  function createSlot(command: SdkCommand<Output>): Slot<Output, Result> {
    const { middlewareStack, config } = client;
    const requestHandler = config.requestHandler as RequestHandler;
    const template = withoutInput(command);
    const finish = prepare(template);
    let slot: Slot<Output, Result> | undefined;
    const withSignal = Object.assign(Object.create(requestHandler), {
      handle: (request: unknown, options: object) =>
        requestHandler.handle(request, { ...options, abortSignal: slot?.signal }),
    });
    // The handler keeps what it finds there, and nothing is awaited meanwhile.
    Object.assign(config, { requestHandler: withSignal });
    try {
      const handler = template.resolveMiddleware(middlewareStack, config, {});
      slot = { handler, finish, signal: undefined };
      return slot;
    } finally {
      Object.assign(config, { requestHandler });
    }
  }

  return async (command, signal) => {
    const slot = free.pop() ?? createSlot(command);
    slot.signal = signal;
    try {
      const { output } = await slot.handler(command);
      return slot.finish(output);
    } finally {
      slot.signal = undefined;
      free.push(slot);
    }
  };
}

/** A handler keeps the command that it was made for, whose input may have a megabyte of keys. */
function withoutInput<Command extends object>(command: Command): Command {
  const copy = Object.create(Object.getPrototypeOf(command));
  return Object.assign(copy, command, { input: {} });
}
