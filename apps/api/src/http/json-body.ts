import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ProblemError } from './problem-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of the JSON body as it came, from which a payload is cut byte for byte. */
    bodyText: string;
  }
}

/** The deepest nesting of a body: whatever walks it afterwards may recurse. */
const maxDepth = 100;

const byteOrderMark = 0xfeff;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads JSON bodies and nothing else. Keeps the text beside the parsed value; refuses bytes that are not UTF-8,
 * which would otherwise be stored as something else than was sent, and keys that poison prototypes.
 */
export function readJsonBodies(fastify: FastifyInstance): void {
  // Fastify types its parser for requests of any kind, and as one that may answer with a promise; it never does.
  const parse = fastify.getDefaultJsonParser('error', 'error') as (
    request: FastifyRequest,
    text: string,
    done: Done,
  ) => void;
  fastify.decorateRequest('bodyText', '');
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    // A POST that needs no body may say that it sends JSON all the same.
    if (body.length === 0) {
      done(null, undefined);
      return;
    }
    const text = isUtf8(body) ? body.toString() : undefined;
    if (text === undefined) {
      done(new ProblemError('malformed_json', { detail: 'The body is not valid UTF-8' }));
      return;
    }
    request.bodyText = text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
    if (isDeeperThan(request.bodyText, maxDepth)) {
      done(new ProblemError('malformed_json', { detail: `The body is nested more than ${maxDepth} levels deep` }));
      return;
    }
    parse(request, request.bodyText, done);
  });
}

/** Looks at brackets outside of strings only; the text need not be JSON. */
export function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      at = endOfString(text, at);
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === 0x5c) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
  return text.length;
}
