import { Module } from '@nestjs/common';
import { JwksController } from '../secrets/jwks.controller.js';
import { PublicKeys } from '../secrets/public-keys.js';
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
  controllers: [EndpointsController, SecretsController, JwksController],
  providers: [
    DestinationCheck,
    EndpointLookup,
    EndpointSettings,
    EndpointStateService,
    EndpointsService,
    PublicKeys,
    SecretVault,
    SecretsService,
  ],
  exports: [EndpointLookup],
})
export class EndpointsModule {}
