import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { AlreadyAnswered } from './answer.js';
import { replayedHeader } from './keyed-request.js';

/** Gives the answer that was given before. */
@Catch(AlreadyAnswered)
export class ReplayFilter implements ExceptionFilter<AlreadyAnswered> {
  catch({ answer }: AlreadyAnswered, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    void reply.status(answer.status).header(replayedHeader, 'true').type(answer.contentType).send(answer.body);
  }
}
