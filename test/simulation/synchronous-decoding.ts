// Makes decoding synchronous, for what a thread pool does takes as long as it takes: gzip's inflater
// decodes in the call that feeds it, and zstd is decoded by the package on every Node. To be imported
// before anything that decodes.

import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';
import zlib from 'node:zlib';

/** The inside of Node's inflater, which has no types. */
interface Inside {
  readonly _handle: {
    writeSync(
      flush: number,
      input: Uint8Array,
      inputAt: number,
      inputBytes: number,
      output: Uint8Array,
      outputAt: number,
      outputBytes: number,
    ): void;
    onerror: (message: string, errno: number, code: string) => void;
    close(): void;
  };
  /** The bytes of output that were left free, and those of input that were not taken. */
  readonly _writeState: Uint32Array;
}

const { Z_NO_FLUSH, Z_FINISH } = zlib.constants;
const NOTHING = Buffer.alloc(0);

const realCreateInflateRaw = zlib.createInflateRaw;

/** As much of an inflater's stream as the decoder of gzip uses. */
class SynchronousInflater extends EventEmitter {
  bytesWritten = 0;
  readonly #inside: Inside;
  readonly #chunkBytes: number;
  #failure: Error | undefined;
  #isOver = false;

  constructor({ chunkSize = 16 * 1024 }: zlib.ZlibOptions = {}) {
    super();
    this.#inside = realCreateInflateRaw({ chunkSize: 64 }) as unknown as Inside;
    this.#chunkBytes = chunkSize;
    this.#inside._handle.onerror = (message, errno, code) => {
      this.#failure = Object.assign(new Error(message), { errno, code });
    };
  }

  write(piece: Uint8Array, done: (error?: Error | null) => void): void {
    if (this.#process(piece, Z_NO_FLUSH)) done();
  }

  end(): void {
    if (this.#process(NOTHING, Z_FINISH)) this.emit('end');
  }

  destroy(): void {
    if (!this.#isOver) this.#inside._handle.close();
    this.#isOver = true;
  }

  /** Says whether the data goes on. As the stream does, it drops the output of a call that fails. */
  #process(piece: Uint8Array, flush: number): boolean {
    const { _handle: handle, _writeState: state } = this.#inside;
    for (let at = 0; ; ) {
      const output = Buffer.allocUnsafe(this.#chunkBytes);
      handle.writeSync(flush, piece, at, piece.length - at, output, 0, output.length);
      if (this.#failure) {
        this.emit('error', this.#failure);
        return false;
      }
      const [free = 0, left = 0] = state;
      this.bytesWritten += piece.length - at - left;
      at = piece.length - left;
      if (free < output.length) this.emit('data', output.subarray(0, output.length - free));
      if (free === 0) continue;
      // Bytes that are not taken though there is room for more lie behind the end of the data.
      if (left > 0) this.emit('end');
      return left === 0;
    }
  }
}

/** Nothing else makes these properties other than they are. */
function replace(name: string, value: unknown): void {
  Object.defineProperty(zlib, name, { value, configurable: true, enumerable: true });
}

replace('createInflateRaw', (options: zlib.ZlibOptions) => new SynchronousInflater(options));
// Without it the package's decoder is taken.
replace('createZstdDecompress', undefined);
syncBuiltinESMExports();
