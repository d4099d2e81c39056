import { Module } from '@nestjs/common';
import { SecretVault } from '../secrets/secret-vault.js';
import { SecretsController } from '../secrets/secrets.controller.js';
import { SecretsService } from '../secrets/secrets.service.js';
import { DestinationCheck } from './destination-check.js';
import { EndpointLookup } from './endpoint-lookup.js';
import { EndpointSettings } from './endpoint-settings.js';
import { EndpointStateService } from './endpoint-state.service.js';
import { EndpointsController } from './endpoints.controller.js';
import { EndpointsService } from './endpoints.service.js';

@Module({
  controllers: [EndpointsController, SecretsController],
  providers: [
    DestinationCheck,
    EndpointLookup,
    EndpointSettings,
    EndpointStateService,
    EndpointsService,
    SecretVault,
    SecretsService,
  ],
  exports: [EndpointLookup],
})
export class EndpointsModule {}
