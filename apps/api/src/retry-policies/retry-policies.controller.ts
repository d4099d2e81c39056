import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { previewSchedule } from '#delivery';
import { builtInRetryPolicies } from '#events';
import { Allow, Reads } from '../auth/access.js';
import { checkRetryPolicy, resolveRetryPolicy } from '../endpoints/check-retry-policy.js';
import { validationFailed } from '../http/problem-error.js';
import {
  PreviewRetryPolicyDto,
  RetryPoliciesDto,
  RetryPolicyDto,
  RetryPolicyPreviewDto,
} from './retry-policies.dto.js';

const defaultLimit = 50;

/** Policies are data of endpoints; here they can be looked at before one is chosen. */
@ApiTags('Retry policies')
@ApiExtraModels(RetryPolicyDto)
@Controller('v1/retry-policies')
@Allow('any')
export class RetryPoliciesController {
  @Get()
  @ApiOperation({ summary: 'List the built-in retry policies' })
  @ApiOkResponse({ type: RetryPoliciesDto })
  list(): RetryPoliciesDto {
    return { data: Object.entries(builtInRetryPolicies).map(([name, policy]) => ({ name, policy })) };
  }

  @Post('preview')
  @Reads()
  @HttpCode(200)
  @ApiOperation({
    summary: 'Show the attempts that a retry policy makes for a delivery that keeps failing',
    description:
      'A receiver can end it before: by `webhook-no-retry: 1`, and by a status that ends a delivery under the ' +
      'endpoint’s contract, which is 413 under `standard` and `munity`.',
  })
  @ApiOkResponse({ type: RetryPolicyPreviewDto })
  preview(@Body() body: PreviewRetryPolicyDto): RetryPolicyPreviewDto {
    const { policy, faults } = checkRetryPolicy(body.retryPolicy, '/retryPolicy');
    if (policy === undefined) throw validationFailed(faults);
    const { eventType, firstOutcome, firstStatus, limit = defaultLimit } = body;
    const options = {
      limit,
      first: {
        ...(firstOutcome !== undefined && { class: firstOutcome }),
        ...(firstStatus !== undefined && { status: firstStatus }),
      },
      ...(eventType !== undefined && { eventType }),
    };
    return { data: previewSchedule(resolveRetryPolicy(policy), options) };
  }
}
