import { producing } from '../../producers/producer.js';
import { gridioEventTypes } from './event-types.js';

const [created, updated, deleted] = gridioEventTypes;

/** Gridio Connect's customer events. */
export const gridioProducer = {
  customerCreated: producing(created),
  customerUpdated: producing(updated),
  customerDeleted: producing(deleted),
} as const;
