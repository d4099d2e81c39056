/**
 * Tells whoever is draining a lane just now that something new is due in it. A courtesy that saves the lane from
 * looking: it may be lost, and nobody may be listening.
 */
export interface LanePokes {
  publish(endpointIds: readonly string[]): Promise<void>;
  /** At most once, before the first lane is drained. */
  subscribe(listener: (endpointIds: readonly string[]) => void): Promise<void>;
  close(): Promise<void>;
}

/** Ids travel as one text; UUIDs hold no comma. */
export const encodePoke = (endpointIds: readonly string[]): string => endpointIds.join(',');
export const decodePoke = (text: string): string[] => (text === '' ? [] : text.split(','));
