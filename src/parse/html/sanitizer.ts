/** Loaded when something is to be sanitised: most processes leave that to their threads. */
export const loadSanitizer = async () => (await import('./sanitize.ts')).sanitizeEntry;
