import { producerOf } from '../../producers/producer.js';
import { gridEventTypes } from './event-types.js';

/** Grid's events: `OBJECT.EVENT` is the method `objectEvent`. */
export const gridProducer = producerOf(gridEventTypes);
