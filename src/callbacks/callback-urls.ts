/** The names under which the URLs of a meeting are kept, as the Ruby Scalelite has them. */
export const RECORDING_READY_URL = 'recording_ready_url';
export const ANALYTICS_URL = 'analytics_callback_url';
