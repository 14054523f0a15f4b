/** Which events an import writes: one for the import, one more for each changed entry, or none. */
export type EventDetail = 'feed' | 'entry' | 'none';
