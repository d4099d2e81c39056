import { HttpException, NotFoundException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { BacklogFullError } from '#persistence';
import { ProblemError, validationFailed } from './problem-error.js';
import { problems } from './problems.js';
import { toProblem } from './to-problem.js';

const withCode = (code: string, extra: object = {}) => Object.assign(new Error('secret detail'), { code, ...extra });

describe('an error', () => {
  it.each([
    ['a full backlog', new BacklogFullError('full'), 'backlog_full'],
    ['a refused connection to the database', withCode('ECONNREFUSED'), 'database_unavailable'],
    ['a server that shuts down', withCode('57P01'), 'database_unavailable'],
    ['a pool that waited in vain', new Error('timeout exceeded when trying to connect'), 'database_unavailable'],
    ['one with such a cause', new Error('x', { cause: withCode('08006') }), 'database_unavailable'],
    ["Fastify's of malformed JSON", withCode('FST_ERR_CTP_INVALID_JSON_BODY', { statusCode: 400 }), 'malformed_json'],
    [
      'one that Nest wrapped',
      new HttpException('x', 413, { cause: withCode('y', { statusCode: 413 }) }),
      'body_too_large',
    ],
    ['of a client that hung up', withCode('ECONNRESET', { statusCode: 400 }), 'malformed_request'],
    ['of a route that is not there', new NotFoundException('Cannot GET /x'), 'route_not_found'],
    ['a bug', new TypeError('undefined is not a function'), 'internal_error'],
    ['a constraint that was not foreseen', withCode('23514'), 'internal_error'],
    ['what is no error at all', 'text', 'internal_error'],
  ])('that is %s has its problem', (_name, error, code) => {
    expect(toProblem(error).code).toBe(code);
  });

  it('of our own tells the client nothing of itself', () => {
    expect(JSON.stringify(toProblem(withCode('23514')))).not.toContain('secret detail');
  });

  it('that passes by itself says when to try again', () => {
    expect(toProblem(new BacklogFullError('full')).headers).toEqual({ 'retry-after': '1' });
  });
});

describe('a problem', () => {
  it('is written as RFC 9457 says', () => {
    expect(JSON.parse(JSON.stringify(new ProblemError('event_not_found', { detail: 'why' })))).toEqual({
      type: 'urn:postrider:problem:event_not_found',
      title: problems.event_not_found.title,
      status: 404,
      code: 'event_not_found',
      detail: 'why',
    });
  });

  it('shows no more than fifty faults', () => {
    const faults = Array.from({ length: 60 }, (_, index) => ({ pointer: `/${index}`, detail: 'x' }));
    expect(validationFailed(faults).toJSON().errors).toEqual(faults.slice(0, 50));
  });
});
