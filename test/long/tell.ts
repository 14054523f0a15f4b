/** Says a figure that was measured. */
export const tell = (text: string): void => void process.stderr.write(`    ${text}\n`);
