import type { Entry } from '../../../machines/model.ts';

/** With its content, or its summary where there is none, as HTML that is safe to show. */
export const sanitizeEntry = (entry: Entry): Entry => ({ ...entry, safeContent: null });
