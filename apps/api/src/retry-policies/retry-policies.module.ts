import { Module } from '@nestjs/common';
import { RetryPoliciesController } from './retry-policies.controller.js';

@Module({ controllers: [RetryPoliciesController] })
export class RetryPoliciesModule {}
