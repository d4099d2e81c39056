import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOfShape, type ShapeBounds } from './json-shape.js';
import { ProblemError } from './problem-error.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The text of the JSON body as it came, from which a payload is cut byte for byte. */
    bodyText: string;
  }
}

const byteOrderMark = 0xfeff;

type Done = (error: Error | null, body?: unknown) => void;

/**
 * Reads JSON bodies and nothing else. Keeps the text beside the parsed value; refuses bytes that are not UTF-8,
 * which would otherwise be stored as something else than was sent, and keys that poison prototypes.
 */
export function readJsonBodies(fastify: FastifyInstance, bounds: ShapeBounds): void {
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
    const coding = request.headers['content-encoding'];
    if (coding !== undefined && coding.toLowerCase() !== 'identity') {
      done(new ProblemError('unsupported_media_type', { detail: 'Send the body without content-encoding' }));
      return;
    }
    const text = isUtf8(body) ? body.toString() : undefined;
    if (text === undefined) {
      done(new ProblemError('malformed_json', { detail: 'The body is not valid UTF-8' }));
      return;
    }
    request.bodyText = text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
    const fault = faultOfShape(request.bodyText, bounds);
    if (fault !== undefined) {
      done(new ProblemError('body_too_complex', { detail: fault }));
      return;
    }
    parse(request, request.bodyText, (error, value) => {
      done(error === null ? null : malformed(request.bodyText, error), value);
    });
  });
}

/** Fastify does not say where the text ceases to be JSON; Node does. */
function malformed(text: string, cause: Error): ProblemError {
  try {
    JSON.parse(text);
  } catch (error) {
    return new ProblemError('malformed_json', {
      detail: error instanceof Error ? error.message : String(error),
      cause,
    });
  }
  return new ProblemError('malformed_json', {
    detail: 'No key may be `__proto__`, or `constructor` with a prototype',
    cause,
  });
}
