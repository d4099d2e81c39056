import { Module } from '@nestjs/common';
import { EventTypeExport } from './event-type-export.js';
import { EventTypeImport } from './event-type-import.js';
import { EventTypeLookup } from './event-type-lookup.js';
import { CatalogueDocumentsController } from './catalogue-documents.controller.js';
import { EventTypesController } from './event-types.controller.js';
import { EventTypesService } from './event-types.service.js';

@Module({
  controllers: [CatalogueDocumentsController, EventTypesController],
  providers: [EventTypeExport, EventTypeImport, EventTypeLookup, EventTypesService],
  exports: [EventTypeLookup],
})
export class EventTypesModule {}
