/** A list that workers pop into a list of what is being worked on. */
export const labelList = 'demo:labels';
export const labelsInProgress = 'demo:labels:processing';
/** A stream with one consumer group. */
export const eventStream = 'demo:order-events';
export const eventGroup = 'warehouse';
