const [zero, one, two, lineFeed, carriageReturn] = Buffer.from('012\n\r');

/** Where the three digits of the status stand in `HTTP/1.1 100`. */
const [hundreds, tens, ones] = [9, 10, 11];

/**
 * Turns `100 Continue` into 102, another response that only informs, before a parser sees it. Nobody asked for one, but
 * servers send it, and a client has to put up with it (RFC 9110, section 15.2); undici takes it for a fault.
 *
 * One mask is for the answer to one request. It follows the heads of 1xx responses byte by byte, however they are cut
 * into pieces, and has done with the first digit of any other status.
 */
export class ContinueMask {
  /** In a status line: where the next byte stands in it, up to its status. */
  #at: number = 0;
  #isZeroTens = false;
  /** In the rest of a 1xx head: how long its line is so far. */
  #lineLength = 0;
  #isDone = false;

  /** Changes at most one byte of `piece` for each response in it. */
  apply(piece: Buffer): void {
    for (let index = 0; index < piece.length && !this.#isDone; index += 1) {
      if (this.#at > ones) this.#followHead(piece[index]);
      else this.#followStatusLine(piece, index);
    }
  }

  #followStatusLine(piece: Buffer, index: number): void {
    const byte = piece[index];
    if (this.#at === hundreds && byte !== one) this.#isDone = true;
    if (this.#at === tens) this.#isZeroTens = byte === zero;
    if (this.#at === ones && this.#isZeroTens && byte === zero && two !== undefined) piece[index] = two;
    this.#at += 1;
    this.#lineLength = this.#at;
  }

  #followHead(byte: number | undefined): void {
    if (byte === lineFeed && this.#lineLength === 0) this.#at = 0;
    else if (byte === lineFeed) this.#lineLength = 0;
    else if (byte !== carriageReturn) this.#lineLength += 1;
  }
}
